using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SshGate.Ssh.Client;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Auth;

/// <summary>
/// The client's side of RFC 4252: sends the requests of one method and reads the answers, which come over a small queue
/// from the read loop.
/// </summary>
internal sealed class ClientAuthentication(SshTransport transport, SshClientOptions options, ILogger logger)
{
    /// <summary>OpenSSH sends one banner; the queue holds the answer and a few.</summary>
    private const int MaxQueued = 16;

    private readonly Channel<byte[]> _inbox = System.Threading.Channels.Channel.CreateBounded<byte[]>(MaxQueued);
    private PeerExtensions _extensions = new(null, false);

    /// <summary>Banners of the server so far, escaped; bounded.</summary>
    public string Banner { get; private set; } = "";

    /// <summary>What an EXT_INFO said; a later one adds to it, and replaces what it says again (RFC 8308 §2.5).</summary>
    public void Learn(PeerExtensions extensions) => Volatile.Write(ref _extensions, new PeerExtensions(
        extensions.SignatureAlgorithms ?? _extensions.SignatureAlgorithms,
        extensions.TakesHostBound || _extensions.TakesHostBound));

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
    /// <exception cref="SshClientException">The server refuses what we have.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var context = new ClientAuthContext(
            options.UserName,
            transport.Kex.SessionIdentifier,
            transport.Kex.HostKeyBlob,
            () => Volatile.Read(ref _extensions));
        var method = options.AuthMethod ?? new PublicKeyMethod(options.Key);
        var offered = "";
        await foreach (var request in method.RequestsAsync(context, cancellation).ConfigureAwait(false))
        {
            transport.Send(request);
            if (await AnswerAsync(cancellation).ConfigureAwait(false) is not { } methods)
            {
                return;
            }

            offered = methods;
            Log.MethodRefused(logger, method.Description, offered);
        }

        throw new SshClientException(
            SshClientFailure.AuthenticationFailed,
            $"The server does not accept {method.Description} for this user; it offers: {offered}.");
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
