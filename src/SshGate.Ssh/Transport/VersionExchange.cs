using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace SshGate.Ssh.Transport;

/// <summary>The identification lines that open a connection (RFC 4253 §4.2).</summary>
internal static class VersionExchange
{
    /// <summary>RFC 4253 §4.2: 255 bytes, CR and LF included.</summary>
    private const int MaxLine = 255;

    /// <summary>Lines a server may print before its version. OpenSSH's client reads 1024; fifty cover every notice seen.</summary>
    private const int MaxNotices = 50;

    /// <summary>The length such a line may have; RFC 4253 gives none, OpenSSH's client takes 8 KiB for all.</summary>
    private const int MaxNotice = 1024;

    public static string OwnVersion(string software) => $"SSH-2.0-{software}";

    public static async ValueTask WriteAsync(PipeWriter output, string version, CancellationToken cancellation)
    {
        await output.WriteAsync(Encoding.ASCII.GetBytes(version + "\r\n"), cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads the peer's line and returns it without CR LF; what follows stays in the pipe.</summary>
    public static async ValueTask<byte[]> ReadAsync(PipeReader input, SshRole role, CancellationToken cancellation)
    {
        var notices = role == SshRole.Client ? MaxNotices : 0;
        while (true)
        {
            var result = await input.ReadAsync(cancellation).ConfigureAwait(false);
            var buffer = result.Buffer;
            byte[]? version = null;
            try
            {
                version = TakeVersion(ref buffer, role, ref notices);
            }
            finally
            {
                // Behind the version the first packet may be waiting, not examined yet.
                input.AdvanceTo(buffer.Start, version is null ? buffer.End : buffer.Start);
            }

            if (version is not null)
            {
                return version;
            }

            if (result.IsCompleted)
            {
                throw new EndOfStreamException("The peer closed the connection before it sent its version.");
            }
        }
    }

    private static byte[]? TakeVersion(ref ReadOnlySequence<byte> buffer, SshRole role, ref int notices)
    {
        while (true)
        {
            var longest = notices > 0 ? MaxNotice : MaxLine;
            if (buffer.PositionOf((byte)'\n') is not { } end)
            {
                return buffer.Length < longest ? null : throw NoVersion();
            }

            var line = buffer.Slice(0, end);
            if (line.Length >= longest)
            {
                throw NoVersion();
            }

            var bytes = line.ToArray();
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            ReadOnlySpan<byte> text = bytes.AsSpan();
            if (text.EndsWith("\r"u8))
            {
                text = text[..^1];
            }

            if (text.StartsWith("SSH-"u8))
            {
                return CheckVersion(text, role);
            }

            if (notices-- <= 0)
            {
                throw NoVersion();
            }
        }
    }

    private static byte[] CheckVersion(ReadOnlySpan<byte> line, SshRole role)
    {
        // 1.99 is a server's way to say "2.0 and also 1.x" (RFC 4253 §5.1); a client has no reason to say it.
        var accepted = line.StartsWith("SSH-2.0-"u8) || (role == SshRole.Client && line.StartsWith("SSH-1.99-"u8));
        if (!accepted || line.Length > MaxLine - 2)
        {
            throw NoVersion();
        }

        return line.ContainsAnyInRange((byte)0, (byte)0x1f) ? throw NoVersion() : line.ToArray();
    }

    private static SshProtocolException NoVersion() =>
        new(DisconnectReason.ProtocolVersionNotSupported, "The peer did not identify itself as SSH 2.0.");
}
