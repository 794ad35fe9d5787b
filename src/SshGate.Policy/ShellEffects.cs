using SshGate.Policy.Parsing;

namespace SshGate.Policy;

/// <summary>
/// What a statement may do to the shell that runs it, and so to the statements after it. It names too much rather than too
/// little; of a subshell, a member of a pipeline and a background command nothing stays.
/// </summary>
public sealed record ShellEffects
{
    internal static readonly ShellEffects None = new();

    /// <summary>Whether the working directory may be another one afterwards.</summary>
    public bool ChangesDirectory { get; init; }

    /// <summary>Variables that may have another value afterwards, or none.</summary>
    public IReadOnlyList<string> AssignedVariables { get; init; } = [];

    /// <summary>Variables that may be exported afterwards and were not before.</summary>
    public IReadOnlyList<string> ExportedVariables { get; init; } = [];

    /// <summary>Whether the shell itself may end.</summary>
    public bool Exits { get; init; }

    /// <summary>Reads the effects off the syntax tree; there are none where there is no tree, for that does not run by itself.</summary>
    public static ShellEffects Of(CommandLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Syntax is { } syntax ? new ShellEffectsReader().Read(syntax) : None;
    }
}
