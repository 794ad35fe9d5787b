using System.Security.Cryptography;
using System.Text;

namespace SshGate.Recording;

/// <summary>
/// The hash chain over the raw lines, line feeds and header included:
/// <c>head(0) = SHA-256("sshgate recording 1")</c>, <c>head(n) = SHA-256(head(n-1) ‖ SHA-256(line n))</c>.
/// Not thread-safe.
/// </summary>
internal sealed class RecordingChain
{
    // Enough to name a line; what proves it is the head.
    private const int MarkSize = 8;

    private readonly byte[] _head = SHA256.HashData(Encoding.ASCII.GetBytes("sshgate recording 1"));
    private readonly List<string> _marks = [];

    /// <summary>Lines taken in so far.</summary>
    public long Lines { get; private set; }

    /// <summary>The head after <see cref="Lines"/> lines.</summary>
    public ReadOnlySpan<byte> Head => _head;

    /// <summary>
    /// The first bytes of each line's hash, in hex, since the last <see cref="ForgetMarks"/>. A link carries them, so that
    /// the verifier can name the line that was changed and not only the group it stands in.
    /// </summary>
    public IReadOnlyList<string> Marks => _marks;

    public void Append(ReadOnlySpan<byte> line)
    {
        Span<byte> both = stackalloc byte[2 * SHA256.HashSizeInBytes];
        _head.CopyTo(both);
        var lineHash = both[SHA256.HashSizeInBytes..];
        SHA256.HashData(line, lineHash);
        SHA256.HashData(both, _head);
        _marks.Add(Convert.ToHexStringLower(lineHash[..MarkSize]));
        Lines++;
    }

    public void ForgetMarks() => _marks.Clear();
}
