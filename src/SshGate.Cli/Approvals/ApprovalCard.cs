using System.Text;
using SshGate.Gateway.Api;
using SshGate.Gateway.Approvals;
using SshGate.Policy;
using SshGate.Terminal;

namespace SshGate.Cli.Approvals;

/// <summary>
/// A request on a terminal: complete, and nothing in it can pass for anything else. Bytes are escaped here, from the exact
/// bytes; every line has its number in front and a mark at its end, continued lines a sign that they are.
/// </summary>
internal sealed class ApprovalCard
{
    private const string EndMark = "▏";

    private readonly ApprovalView _view;
    private readonly int _width;

    public ApprovalCard(ApprovalView view, int width)
    {
        _view = view;
        _width = width;
    }

    /// <summary>The digest of what the card shows, computed from what was received and not taken from it.</summary>
    public static string DigestOf(ApprovalView view) => new CommandBinding(
        CommandLine.Parse(view.Command.Base64, view.Context),
        view.Input?.Base64,
        view.Environment.ToDictionary(),
        view.Directory,
        view.Target,
        view.Account,
        view.PolicyVersion,
        view.HasTerminal).Digest;

    public async Task WriteAsync(TextWriter output)
    {
        var text = new StringBuilder();
        var state = _view.State.ToString().ToLowerInvariant();
        var left = _view.Expires - TimeProvider.System.GetUtcNow();
        Field(text, "request", $"{_view.Id}, {state}" + (_view.State == ApprovalState.Pending ? (left > TimeSpan.Zero ? $", ends in {SafeText.Span(left)}" : ", its time is over") : ""));
        Field(text, "where", $"{_view.Account} at {_view.Target}");
        Field(text, "who", Who());
        Field(text, "from", $"{_view.SourceAddress}, session {_view.SessionId}" + (_view.IsAsync ? "; it does not wait and may come back until the request ends" : ""));
        Field(text, "claims", _view.Intent is null ? "nothing" : $"{Printable.Escape(_view.Intent)} (the agent's words; nobody has checked them)", safe: true);
        Field(text, "risk", _view.Risk.ToString().ToLowerInvariant());
        foreach (var reason in _view.Reasons)
        {
            Field(text, "because", $"{reason.Text} (rule {reason.Rule})");
        }

        Field(text, "runs", string.Join(", ", _view.Effective));
        Needs(text);
        foreach (var decision in _view.Decisions)
        {
            Field(text, "said", $"{decision.Approver.Subject}: {decision.Verb.ToString().ToLowerInvariant()}{(_view.Stages.Count > 1 ? $" ({decision.Stage})" : "")}{(string.IsNullOrEmpty(decision.Reason) ? "" : $", {decision.Reason}")}");
        }

        foreach (var (name, value) in _view.Environment)
        {
            Field(text, "variable", $"{Printable.Escape(name)}={Printable.Escape(value)}", safe: true);
        }

        Field(text, "directory", _view.Directory is null ? "the account's own" : Printable.Escape(_view.Directory), safe: true);
        Field(text, "terminal", _view.HasTerminal ? "yes: only Ctrl-C reaches the command, unless it says UNGATED INPUT above" : "no");
        Field(text, "policy", _view.PolicyVersion);
        Field(text, "digest", _view.Digest);
        Bytes(text, "command", _view.Command);
        if (_view.Input is not null)
        {
            Bytes(text, "input", _view.Input);
        }

        if (_view.MayNotDecide is not null && _view.State == ApprovalState.Pending)
        {
            Field(text, "note", $"you may not decide this: {_view.MayNotDecide}");
        }

        await output.WriteAsync(text.ToString());
    }

    private string Who()
    {
        var requester = _view.Requester;
        var name = requester.Name is null || requester.Name == requester.Subject ? "" : $" ({requester.Name})";
        return $"{(requester.Agent is null ? "" : $"{requester.Agent} for ")}{requester.Subject}{name}, client {requester.ClientId}"
            + (_view.Owner is null ? "" : $", owner {_view.Owner}");
    }

    /// <summary>Who has to agree, who did, and who may now.</summary>
    private void Needs(StringBuilder text)
    {
        foreach (var stage in _view.Stages)
        {
            var by = stage.ApprovedBy.Count == 0 ? "" : $", approved by {string.Join(", ", stage.ApprovedBy)}";
            var mark = _view.Stages.Count == 1 ? "" : stage.IsOpen ? $"{stage.Name} (now): " : $"{stage.Name}: ";
            Field(text, "needs", $"{mark}{stage.Count} of {string.Join(", ", stage.ApproverGroups)}{by}");
        }

        if (_view.State == ApprovalState.Pending)
        {
            Field(text, "missing", $"{_view.Missing} more; members of {string.Join(" or ", _view.MayDecide)} may approve now");
        }

        if (_view.Escalation is { } escalation && (escalation.Since is not null || _view.State == ApprovalState.Pending))
        {
            Field(text, "backups", string.Join(", ", escalation.Groups)
                + (escalation.Since is { } since ? $", asked since {SafeText.Time(since)}" : $", asked from {SafeText.Time(escalation.At)} on"));
        }

        if (_view.Fallback is { } fallback)
        {
            Field(text, "fallback", fallback.Since is { } spoke
                ? $"nobody answered; the standing pre-approval {fallback.Delegation} of {fallback.Owner} spoke at {SafeText.Time(spoke)}"
                : $"if nobody answers it may run by the standing pre-approval {fallback.Delegation} of {fallback.Owner}");
        }
    }

    private void Field(StringBuilder text, string name, string value, bool safe = false)
    {
        var prefix = $"{name,-10} ";
        foreach (var piece in Wrap(safe ? value : SafeText.Safe(value), _width - prefix.Length))
        {
            text.Append(prefix).Append(piece).Append('\n');
            prefix = new string(' ', prefix.Length);
        }
    }

    private void Bytes(StringBuilder text, string name, TextView view)
    {
        var bytes = view.Base64;

        // Counted and cut here as well: the numbers and lines that came along are for others.
        var shown = TextView.Of(bytes);
        Field(text, name, $"{shown.Bytes} bytes, {shown.LineCount} {(shown.LineCount == 1 ? "line" : "lines")}; {EndMark} ends a line");
        for (var number = 0; number < shown.Lines.Count; number++)
        {
            var prefix = $"{number + 1,6} │ ";
            foreach (var piece in Wrap(shown.Lines[number] + EndMark, _width - prefix.Length))
            {
                text.Append(prefix).Append(piece).Append('\n');
                prefix = "     … │ ";
            }
        }
    }

    // A terminal that wraps by itself would let padding push text to where a new line seems to begin.
    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            // East Asian and pictorial characters may take two columns; counting too many only wraps early.
            var columns = rune.Value >= 0x1100 && rune.Value is not (>= 0x2000 and < 0x2600) ? 2 : 1;
            if (used + columns > width)
            {
                yield return line.ToString();
                line.Clear();
                used = 0;
            }

            line.Append(rune.ToString());
            used += columns;
        }

        yield return line.ToString();
    }
}
