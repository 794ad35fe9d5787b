using System.Security.Cryptography;
using System.Text;

namespace SshGate.Gateway.Onward;

/// <summary>
/// What the target's log calls a certificate: <c>sshgate subject=… session=… request=…</c>. One line of printable ASCII that
/// nobody can forge a field of: every byte of a value but letters, digits and <c>. _ : @ + / -</c> stands as <c>%XX</c>, so that
/// no value holds a space or an equals sign, and no two values look the same.
/// </summary>
internal static class CertificateKeyId
{
    /// <summary>Together with the gate's own ids it stays below the 256 characters of a key id.</summary>
    public const int MaxSubject = 120;

    private const int DigestCharacters = 32;

    private const string Plain = "._:@+/-";

    /// <summary>Names a principal, a session and, where there is one, an approved request.</summary>
    public static string Of(string subject, string sessionId, string? requestId)
    {
        var text = $"sshgate subject={Shorten(subject)} session={Escape(sessionId)}";
        return requestId is null ? text : $"{text} request={Escape(requestId)}";
    }

    /// <summary>A value that is too long keeps its beginning; a digest of the whole, behind a sign that no escaped value holds, tells it from others.</summary>
    private static string Shorten(string value)
    {
        var escaped = Escape(value);
        if (escaped.Length <= MaxSubject)
        {
            return escaped;
        }

        var kept = escaped[..(MaxSubject - DigestCharacters - 1)];
        var cut = kept.LastIndexOf('%');
        kept = cut >= kept.Length - 2 && cut >= 0 ? kept[..cut] : kept;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
        return $"{kept}~{digest[..DigestCharacters]}";
    }

    private static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(value))
        {
            var character = (char)unit;
            _ = char.IsAsciiLetterOrDigit(character) || Plain.Contains(character, StringComparison.Ordinal)
                ? text.Append(character)
                : text.Append('%').Append(unit.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
