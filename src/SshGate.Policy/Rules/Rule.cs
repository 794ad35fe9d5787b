using SshGate.Policy.Rules.Conditions;

namespace SshGate.Policy.Rules;

/// <summary>One rule: when it applies, and what follows.</summary>
internal sealed record Rule
{
    private readonly AllCondition _when = new([]);

    public required string Id { get; init; }

    public required AllCondition When
    {
        get => _when;
        init
        {
            _when = value;
            RequestParts = [.. value.Parts.Where(part => !part.IsAboutElement)];
            ElementParts = [.. value.Parts.Where(part => part.IsAboutElement).OrderBy(part => part.Cost)];
        }
    }

    /// <summary>The conditions that are the same for all of a line.</summary>
    public IReadOnlyList<Condition> RequestParts { get; private init; } = [];

    /// <summary>The conditions on single elements, the cheap ones first.</summary>
    public IReadOnlyList<Condition> ElementParts { get; private init; } = [];

    /// <summary>The answer; null for a rule that only adds settings and tags to the answers of others.</summary>
    public required VerdictKind? Then { get; init; }

    /// <summary>Who must agree; null for the default people.</summary>
    public ApprovalPlan? Approval { get; init; }

    /// <summary>Whether a standing pre-approval may stand in for the people.</summary>
    public bool IsDelegable { get; init; } = true;

    public VerdictSettings Settings { get; init; } = VerdictSettings.None;

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Message { get; init; }

    public string? Hint { get; init; }

    /// <summary>Where it stands.</summary>
    public required PolicyPlace Place { get; init; }

    /// <summary>Whether what is not known before the command runs is enough: not for a rule that allows.</summary>
    public bool MustBeSure => Then == VerdictKind.Allow;

    /// <summary>Whether the context is named, as it must be to open a forward.</summary>
    public bool Names(CommandContext context) =>
        When.Parts.OfType<ValueCondition<CommandContext>>().Any(condition => condition.Values.Contains(context));

    /// <summary>Whether the whole line is named, byte for byte.</summary>
    public bool NamesLine(PolicyRequest request) => When.Parts.OfType<LineCondition>().Any(condition => condition.Holds(request));
}
