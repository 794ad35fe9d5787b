namespace SshGate.Policy;

/// <summary>May this command line run?</summary>
public sealed record CommandRequest : PolicyRequest
{
    /// <summary>The command line, parsed from the very bytes that would be sent.</summary>
    public required CommandLine Command { get; init; }

    /// <summary>Standard input that was withheld because the command reads it as code; null when it was not.</summary>
    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>Whether the command gets a terminal.</summary>
    public bool HasTerminal { get; init; }
}
