using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SshGate.Ssh.Client;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Auth;

/// <summary>
/// The client's side of RFC 4252 with one method, publickey (§7), signed at once: the server learns nothing by being asked
/// whether it would take the key. An RSA key is tried with each SHA-2 algorithm the server names (RFC 8332 §3.2).
/// </summary>
internal sealed class ClientAuthentication(SshTransport transport, SshClientOptions options, ILogger logger)
{
    /// <summary>OpenSSH sends one banner; the queue holds the answer and a few.</summary>
    private const int MaxQueued = 16;

    private readonly Channel<byte[]> _inbox = System.Threading.Channels.Channel.CreateBounded<byte[]>(MaxQueued);
    private string[]? _serverAlgorithms;

    /// <summary>Banners of the server so far, escaped; bounded.</summary>
    public string Banner { get; private set; } = "";

    /// <summary>What EXT_INFO said (RFC 8308 §3.1).</summary>
    public void SetServerAlgorithms(string[] algorithms) => Volatile.Write(ref _serverAlgorithms, algorithms);

    /// <summary>Called on the read loop; keeps a copy. SUCCESS opens the connection phase before anything behind it is read.</summary>
    public void Post(MessageId message, ReadOnlySpan<byte> payload)
    {
        if (message == MessageId.UserAuthSuccess)
        {
            transport.Enter(SshPhase.Connection);
        }

        if (!_inbox.Writer.TryWrite(payload.ToArray()))
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "Too many authentication messages wait.");
        }
    }

    /// <summary>Logs in.</summary>
    /// <exception cref="SshClientException">The server refuses the key.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var methods = "";
        foreach (var algorithm in Algorithms())
        {
            await SendRequestAsync(algorithm, cancellation).ConfigureAwait(false);
            var failure = await AnswerAsync(cancellation).ConfigureAwait(false);
            if (failure is null)
            {
                return;
            }

            methods = failure;
            Log.MethodRefused(logger, algorithm, methods);
        }

        throw new SshClientException(
            SshClientFailure.AuthenticationFailed,
            $"The server does not accept the key {options.Key.PublicKey.Fingerprint} for this user; it offers: {methods}.");
    }

    // Without EXT_INFO the key's own algorithms are tried; ssh-rsa, the SHA-1 one, is not among them.
    private IEnumerable<string> Algorithms()
    {
        var known = Volatile.Read(ref _serverAlgorithms);
        var common = options.Key.SignatureAlgorithms.Where(algorithm => known?.Contains(algorithm) ?? true).ToArray();
        return common.Length > 0 ? common : options.Key.SignatureAlgorithms;
    }

    // byte 50, string user, string service, string "publickey", boolean TRUE, string algorithm, string key, string signature
    // over string session identifier and the message before the signature.
    private async Task SendRequestAsync(string algorithm, CancellationToken cancellation)
    {
        var request = SshWriter.ToArray(writer =>
        {
            writer.WriteMessageId(MessageId.UserAuthRequest);
            writer.WriteText(options.UserName);
            writer.WriteText("ssh-connection");
            writer.WriteText("publickey");
            writer.WriteBoolean(true);
            writer.WriteText(algorithm);
            writer.WriteString(options.Key.PublicKey.Blob.Span);
        });
        var signed = SshWriter.ToArray(writer =>
        {
            writer.WriteString(transport.Kex.SessionIdentifier);
            writer.WriteBytes(request);
        });
        var signature = await options.Key.SignAsync(algorithm, signed, cancellation).ConfigureAwait(false);
        transport.Send(writer =>
        {
            writer.WriteBytes(request);
            writer.WriteString(signature);
        });
    }

    // Null on success, else the methods that the server would continue with.
    private async ValueTask<string?> AnswerAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var payload = await _inbox.Reader.ReadAsync(cancellation).ConfigureAwait(false);
            switch ((MessageId)payload[0])
            {
                case MessageId.UserAuthSuccess:
                    return null;
                case MessageId.UserAuthFailure:
                    return ReadFailure(payload);
                case MessageId.UserAuthBanner:
                    KeepBanner(payload);
                    break;
                default:
                    throw new SshProtocolException(
                        DisconnectReason.ProtocolError, "The server asked for something this method does not have.");
            }
        }
    }

    private static string ReadFailure(byte[] payload)
    {
        var reader = new SshReader(payload);
        reader.ReadByte();
        var methods = string.Join(", ", reader.ReadNameList());
        return reader.ReadBoolean() ? $"{methods}, after this key" : methods;
    }

    private void KeepBanner(byte[] payload)
    {
        var reader = new SshReader(payload);
        reader.ReadByte();
        var text = PeerText.Escape(reader.ReadString(), maxBytes: 1024);
        Banner = Banner.Length == 0 ? text : Banner;
        Log.Banner(logger, text);
    }
}
