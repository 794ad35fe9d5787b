using System.Text.RegularExpressions;
using SshGate.Policy.Classification;

namespace SshGate.Policy.Rules;

/// <summary>The conditions of a rule: all that are given must hold. A list holds when one of its entries does.</summary>
internal sealed record RuleConditions
{
    public IReadOnlyList<Regex>? Principal { get; init; }

    public IReadOnlyList<Regex>? Issuer { get; init; }

    public IReadOnlyList<Regex>? Client { get; init; }

    public IReadOnlyList<Regex>? Agent { get; init; }

    public IReadOnlyList<Regex>? Groups { get; init; }

    public IReadOnlyList<Regex>? Scopes { get; init; }

    public IReadOnlyList<Regex>? Target { get; init; }

    public IReadOnlyList<Regex>? Environment { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<Regex>>? Labels { get; init; }

    public IReadOnlyList<Regex>? Account { get; init; }

    public IReadOnlyList<NetworkRange>? Source { get; init; }

    public TimeWindow? Time { get; init; }

    public IReadOnlyList<CommandContext>? Context { get; init; }

    public IReadOnlyList<RiskClass>? Risk { get; init; }

    public IReadOnlyList<Regex>? Command { get; init; }

    public IReadOnlyList<Regex>? Arguments { get; init; }

    public IReadOnlyList<Regex>? Paths { get; init; }

    public string? Line { get; init; }

    public bool? Terminal { get; init; }

    /// <summary>Who asks, for what, from where and when.</summary>
    public bool HoldsFor(PolicyRequest request)
    {
        var subject = request.Subject;
        var target = request.Target;
        return Any(Principal, subject.Subject)
            && Any(Issuer, subject.Issuer)
            && Any(Client, subject.ClientId)
            && (Agent is null || (subject.Agent is { } agent && Any(Agent, agent)))
            && (Groups is null || subject.Groups.Any(group => Any(Groups, group)))
            && (Scopes is null || subject.Scopes.Any(scope => Any(Scopes, scope)))
            && Any(Target, target.Name)
            && Any(Environment, target.Environment)
            && (Labels is null || Labels.All(label => target.Labels.TryGetValue(label.Key, out var value) && Any(label.Value, value)))
            && Any(Account, target.Account)
            && (Source is null || Source.Any(range => range.Contains(request.SourceAddress)))
            && (Time is null || Time.Contains(request.Now));
    }

    /// <summary>Whether the whole line is named, byte for byte.</summary>
    public bool NamesLine(CommandRequest request) =>
        Line is not null && request.Command.Source.Span.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(Line));

    /// <summary>Whether one element of a line fits; null when that cannot be known before it runs.</summary>
    public bool? Holds(CommandRequest request, RiskElement element, bool mustCoverAll)
    {
        if ((Line is not null && !NamesLine(request))
            || Context?.Contains(request.Command.Context) == false
            || Risk?.Contains(element.Risk) == false
            || (Terminal is { } terminal && terminal != request.HasTerminal))
        {
            return false;
        }

        if (Command is null && Arguments is null && Paths is null)
        {
            return true;
        }

        if (element.Use is not { } use)
        {
            return false;
        }

        if (Command is not null && !Any(Command, use.Name))
        {
            return use.Name == "?" ? null : false;
        }

        bool? arguments = Arguments is null ? true : use.Text is null ? null : Any(Arguments, use.Text);
        var paths = mustCoverAll ? CoversPaths(use) : TouchesPaths(use, element.Redirected);
        return arguments == false || paths == false ? false : arguments is null || paths is null ? null : true;
    }

    /// <summary>For a rule that allows: every operand is one of the paths.</summary>
    private bool? CoversPaths(CommandUse use) => Paths is null || (!use.Arguments.Contains(null)
        && use.Arguments.Where(argument => !argument!.StartsWith('-')).All(argument => Any(Paths, PathText.Normalize(argument!))
            && !argument!.Split('/').Contains("..")));

    /// <summary>For a rule that holds or denies: any word, or any redirection of the line, is one of the paths.</summary>
    private bool? TouchesPaths(CommandUse use, IReadOnlyCollection<string> redirected)
    {
        if (Paths is null || use.Arguments.Any(argument => argument is not null && Any(Paths, PathText.Normalize(argument)))
            || redirected.Any(path => Any(Paths, PathText.Normalize(path))))
        {
            return true;
        }

        return use.Arguments.Contains(null) ? null : false;
    }

    private static bool Any(IReadOnlyList<Regex>? patterns, string text) =>
        patterns is null || patterns.Any(pattern => pattern.IsMatch(text));
}
