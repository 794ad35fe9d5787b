using System.Net.Sockets;

namespace SshGate.Ssh.Transport;

/// <summary>
/// A socket's stream that acknowledges at once what a connection begins with. OpenSSH writes its first messages in small pieces and
/// has Nagle's algorithm on until after the login: each piece waits for the acknowledgement of the one before, which the kernel
/// holds back for 40 ms in the hope of an answer to send it with. Owns the socket.
/// </summary>
internal sealed class PromptStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    /// <summary>Reads from the version to the first command, with room to spare; data that flows needs no help.</summary>
    private const int PromptReads = 48;

    private const int Tcp = 6;
    private const int QuickAcknowledgement = 12;

    private static readonly byte[] On = [1, 0, 0, 0];

    private int _promptReads = OperatingSystem.IsLinux() ? PromptReads : 0;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = base.ReadAsync(buffer, cancellationToken);
        return _promptReads == 0 || buffer.IsEmpty ? reading : AcknowledgeAsync(reading);
    }

    // The kernel falls back to waiting whenever something is sent, so it has to be told after each read.
    private async ValueTask<int> AcknowledgeAsync(ValueTask<int> reading)
    {
        var length = await reading.ConfigureAwait(false);
        _promptReads--;
        try
        {
            Socket.SetRawSocketOption(Tcp, QuickAcknowledgement, On);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Only a matter of speed; an ended connection shows at the next read.
            _promptReads = 0;
        }

        return length;
    }
}
