using System.Diagnostics.CodeAnalysis;

namespace SshGate.Gateway.Targets;

/// <summary>Names the target through which another one is reached.</summary>
/// <param name="Account">The account there; null for its default account.</param>
/// <param name="Target">The target's name.</param>
public sealed record TargetJump(string? Account, string Target)
{
    /// <summary>Reads <c>target</c> or <c>account+target</c>, as agents write it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TargetJump? jump)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        var account = plus < 0 ? null : text[..plus];
        var target = text[(plus + 1)..];
        jump = TargetRules.IsName(target) && (account is null || TargetRules.IsAccount(account))
            ? new TargetJump(account, target)
            : null;
        return jump is not null;
    }

    /// <summary>As it is read.</summary>
    public override string ToString() => Account is null ? Target : $"{Account}+{Target}";
}
