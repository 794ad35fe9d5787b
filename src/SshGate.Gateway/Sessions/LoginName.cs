using System.Diagnostics.CodeAnalysis;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// The SSH user name read as the place the agent wants to go: <c>account+target</c>, <c>account@target</c> or <c>target</c>.
/// It says nothing about who asks: that is the token's to say.
/// </summary>
/// <param name="Account">The account on the target; null means the target's default account.</param>
/// <param name="Target">The target's name in the catalogue.</param>
/// <remarks>
/// <c>+</c> survives every client and <c>scp</c>; <c>:</c>, <c>/</c>, <c>#</c> and <c>%</c> do not. A stock client splits
/// <c>user@host</c> at the last <c>@</c>, so <c>@</c> works as well.
/// </remarks>
internal sealed record LoginName(string? Account, string Target)
{
    /// <summary>Longest part; names of hosts (63, RFC 1035 §2.3.4) and of Unix accounts (32) both fit.</summary>
    private const int MaxPart = 64;

    public static bool TryParse(string userName, [NotNullWhen(true)] out LoginName? name)
    {
        var separator = userName.LastIndexOfAny(['+', '@']);
        var account = separator < 0 ? null : userName[..separator];
        var target = userName[(separator + 1)..];
        name = IsPart(target) && (account is null || IsPart(account)) ? new LoginName(account, target) : null;
        return name is not null;
    }

    /// <summary>Letters, digits, <c>. _ -</c>, not starting with <c>-</c>: nothing that any shell, path or log reads twice.</summary>
    private static bool IsPart(string text) =>
        text.Length is > 0 and <= MaxPart
        && text[0] != '-'
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
