using System.Buffers;
using System.Globalization;

namespace SshGate.Gateway.Audit;

/// <summary>
/// The end of the audit log at some moment: how many entries, and the hash of the last. Whoever keeps one elsewhere can
/// later prove that nothing up to there was cut off or rewritten; the chain alone cannot show a cut at its end.
/// </summary>
public readonly record struct AuditHead(long Sequence, string Hash)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The head of an empty log.</summary>
    public static AuditHead Empty { get; } = new(0, Convert.ToHexStringLower(new byte[32]));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out AuditHead head)
    {
        head = default;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 0
            || !long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || text.AsSpan(colon + 1) is not { Length: 64 } hash
            || hash.ContainsAnyExcept(HexDigits))
        {
            return false;
        }

        head = new AuditHead(sequence, hash.ToString());
        return true;
    }

    /// <summary><c>number:hash</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}:{Hash}");
}
