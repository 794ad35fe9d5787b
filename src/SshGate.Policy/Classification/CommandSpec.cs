using System.Text.RegularExpressions;

namespace SshGate.Policy.Classification;

/// <summary>One line of the command table: how a command, or a verb of one, is judged. See docs/policy.md for the format.</summary>
internal sealed record CommandSpec
{
    /// <summary>The command, with its verbs after slashes: <c>git/remote/show</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What judges it.</summary>
    public required CommandKind Kind { get; init; }

    /// <summary>The risk when it is not read-only.</summary>
    public RiskClass Risk { get; init; } = RiskClass.Write;

    /// <summary>The judge's name, for <see cref="CommandKind.Code"/>.</summary>
    public string Judge { get; init; } = "";

    /// <summary>Options that make it more than reading (<c>no:</c>).</summary>
    public IReadOnlySet<string> Denied { get; init; } = new HashSet<string>();

    /// <summary>Options that name a file to write (<c>sink:</c>): harmless where that is <c>/dev/null</c> or a standard stream.</summary>
    public IReadOnlySet<string> Sinks { get; init; } = new HashSet<string>();

    /// <summary>The only options that may appear (<c>only:</c>); null when the others are harmless.</summary>
    public IReadOnlySet<string>? Allowed { get; init; }

    /// <summary>Options whose value is the next word (<c>arg:</c>).</summary>
    public IReadOnlySet<string> WithValue { get; init; } = new HashSet<string>();

    /// <summary>Options whose value can only be attached (<c>opt:</c>).</summary>
    public IReadOnlySet<string> WithAttached { get; init; } = new HashSet<string>();

    /// <summary>Operands may appear only beside one of these (<c>listing:</c>).</summary>
    public IReadOnlySet<string>? Listing { get; init; }

    /// <summary>One of these must appear (<c>need:</c>).</summary>
    public IReadOnlySet<string> Needed { get; init; } = new HashSet<string>();

    /// <summary>The most operands (<c>operands:</c>).</summary>
    public int MaxOperands { get; init; } = int.MaxValue;

    /// <summary>Every operand must match (<c>operand:</c>).</summary>
    public Regex? Operand { get; init; }

    /// <summary>No operand may match (<c>not:</c>).</summary>
    public Regex? NotOperand { get; init; }

    /// <summary>The operands before the first option that is not known, joined by blanks, must match (<c>words:</c>).</summary>
    public Regex? Words { get; init; }

    /// <summary>Every argument must be literal (<c>literal</c>): its text leaves the machine.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>It shows names and numbers, never the content of files (<c>meta</c>).</summary>
    public bool IsMetadata { get; init; }

    /// <summary>A single dash starts a long option (<c>longdash</c>), as with find or java.</summary>
    public bool HasLongDash { get; init; }

    /// <summary>Reads standard input where no file is named (<c>stdin</c>).</summary>
    public bool IsFilter { get; init; }

    /// <summary>Long options are never abbreviated (<c>exact</c>).</summary>
    public bool IsExact { get; init; }

    /// <summary>The first operand is a pattern or a program, not a file (<c>pattern</c>).</summary>
    public bool HasPattern { get; init; }

    /// <summary>The verb when none is given (<c>default:</c>); null when one must be.</summary>
    public string? DefaultVerb { get; init; }

    /// <summary>Operands of a wrapper before the inner command (<c>skip:</c>).</summary>
    public int Skip { get; init; }
}
