using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// What an agent's environment requests (RFC 4254 §6.4) come to: a few variables that the target may see, a few that are
/// addressed to the gate, and nothing else. A variable such as <c>BASH_ENV</c> or <c>LD_PRELOAD</c> would change what an approved
/// command means (bypass catalogue, D6).
/// </summary>
internal sealed partial class AgentEnvironment
{
    /// <summary>More than any client sends by default (OpenSSH on Debian: LANG and LC_*, at most 14).</summary>
    private const int MaxVariables = 32;

    /// <summary>Enough for a sentence; it is shown to an approver.</summary>
    private const int MaxReasonLength = 500;

    private ImmutableSortedDictionary<string, string> _forTarget =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What goes to the target, in name order; part of what an approval is bound to.</summary>
    public ImmutableSortedDictionary<string, string> ForTarget => _forTarget;

    /// <summary>The agent's stated intent (<c>SSHGATE_REASON</c>): unverified text, null when none was given.</summary>
    public string? Reason { get; private set; }

    /// <summary>The agent asked for machine-readable messages (<c>SSHGATE_JSON=1</c>).</summary>
    public bool WantsJson { get; private set; }

    /// <summary>The agent only asks what would happen (<c>SSHGATE_EXPLAIN=1</c>): everything is judged, nothing is run.</summary>
    public bool WantsExplanation { get; private set; }

    /// <summary>The agent does not wait for people (<c>SSHGATE_ASYNC=1</c>): it comes back with the request's id.</summary>
    public bool IsAsynchronous { get; private set; }

    /// <summary>The request whose approval this command is to use (<c>SSHGATE_REQUEST</c>); null when it is a new one.</summary>
    public string? RequestId { get; private set; }

    /// <summary>The request that the agent takes back (<c>SSHGATE_WITHDRAW</c>): nothing is run.</summary>
    public string? WithdrawnId { get; private set; }

    /// <summary>Takes one variable; false when it was dropped.</summary>
    public bool TryAccept(string name, string value)
    {
        switch (name)
        {
            case "SSHGATE_REASON" when value.Length <= MaxReasonLength:
                Reason = value;
                return true;
            case "SSHGATE_JSON" when value is "0" or "1":
                WantsJson = value == "1";
                return true;
            case "SSHGATE_EXPLAIN":
                // Whatever is meant by another value, it is not "run it".
                WantsExplanation = value is not ("" or "0");
                return true;
            case "SSHGATE_ASYNC" when value is "0" or "1":
                IsAsynchronous = value == "1";
                return true;
            case "SSHGATE_REQUEST" when RequestName().IsMatch(value):
                RequestId = value;
                return true;
            case "SSHGATE_WITHDRAW" when RequestName().IsMatch(value):
                WithdrawnId = value;
                return true;
        }

        if (!(LocaleName().IsMatch(name) && LocaleValue().IsMatch(value) || name == "LANGUAGE" && Languages().IsMatch(value))
            || _forTarget.Count >= MaxVariables)
        {
            return false;
        }

        _forTarget = _forTarget.SetItem(name, value);
        return true;
    }

    // Whatever is no id is answered as an unknown request, not dropped: the agent did not mean to ask anew.
    [GeneratedRegex("\\A[ -~]{1,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex RequestName();

    [GeneratedRegex("\\A(LANG|LC_[A-Z]{1,20})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocaleName();

    // UTF-8 and ASCII alone: in GBK or Big5 a backslash may be the second half of a character, and the target's shell would see a
    // quote end where the judge sees an escaped one. A name without an encoding (zh_TW) may stand for such a one.
    [GeneratedRegex("\\A((C|POSIX|[A-Za-z0-9_]{1,32}\\.(UTF|utf)-?8)(@[A-Za-z0-9]{1,16})?)?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocaleValue();

    [GeneratedRegex("\\A[A-Za-z0-9_.:@-]{0,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Languages();
}
