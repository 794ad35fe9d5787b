namespace SshGate.Interop.Tests.Support;

/// <summary>Policies that tests need beside the built-in one.</summary>
internal static class Policies
{
    /// <summary>What only reads passes, everything else is held for a quarter of an hour.</summary>
    public static string Usual { get; } = Holding("15m");

    /// <summary>The same, held for two seconds.</summary>
    public static string ExpiresAtOnce { get; } = Holding("2s");

    /// <summary>Connections are allowed, and nothing that is asked on them.</summary>
    public const string DeniesEverything =
        """
        version: 1
        defaults:
          command: deny
          connection: deny
        connections:
          - id: any-verified
            then: allow
        """;

    /// <summary>Line 4, column 12 holds a word that no policy knows.</summary>
    public const string Malformed =
        """
        version: 1
        defaults:
          connection: deny
          command: perhaps
        """;

    /// <summary>As usual, and what a test asks about its terminal passes; one command is never allowed.</summary>
    public static string ManagedShell { get; } = Usual +
        """

          - id: terminal
            when: { command: stty, arguments: ["size"] }
            then: allow
          - id: never
            when: { command: shred }
            then: deny
        """;

    private static string Holding(string duration) =>
        $$"""
        version: 1
        defaults:
          command: approve
          connection: deny
          approve:
            approvers: [sshgate-approvers]
            count: 1
            expires: {{duration}}
        connections:
          - id: any-verified
            then: allow
        commands:
          - id: read
            when: { risk: read }
            then: allow
        """;
}
