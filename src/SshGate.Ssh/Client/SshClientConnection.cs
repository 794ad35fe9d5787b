using System.IO.Pipelines;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Client;

/// <summary>A logged-in connection to a server; carries several sessions at once. Disposing ends it.</summary>
public sealed class SshClientConnection : IAsyncDisposable
{
    private readonly ClientSession _session;

    private SshClientConnection(ClientSession session)
    {
        _session = session;
    }

    /// <summary>The server's host key, as the verifier accepted it.</summary>
    public SshPublicKey HostKey => _session.Transport.Kex.HostKey!;

    /// <summary>What the last key exchange agreed on.</summary>
    public SshAlgorithms Algorithms => _session.Transport.Kex.Algorithms!;

    /// <summary>The server's version line, escaped.</summary>
    public string ServerVersion => PeerText.Escape(_session.Transport.Kex.PeerVersion);

    /// <summary>The server's banner (RFC 4252 §5.4), escaped and cut; empty if it sent none.</summary>
    public string Banner => _session.Banner;

    /// <summary>Completes when the connection ended, with the reason; never fails.</summary>
    public Task<SshDisconnect> Completion => _session.Transport.Completion;

    internal SshTransport Transport => _session.Transport;

    internal ConnectionService Connection => _session.Connection;

    /// <summary>Runs the handshake and the login over <paramref name="transport"/>, which is closed in every case at the end.</summary>
    /// <param name="transport">The bytes to and from the server.</param>
    /// <param name="options">How to connect.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="SshClientException">It did not come about.</exception>
    public static async Task<SshClientConnection> ConnectAsync(
        IDuplexPipe transport, SshClientOptions options, CancellationToken cancellationToken = default)
    {
        var session = new ClientSession(transport, options);
        await session.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return new SshClientConnection(session);
    }

    /// <summary>Opens a session channel (RFC 4254 §6.1).</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ChannelOpenException">The server refused.</exception>
    /// <exception cref="ChannelClosedException">The connection ended.</exception>
    public ValueTask<SshChannel> OpenSessionAsync(CancellationToken cancellationToken = default) =>
        _session.Connection.OpenSessionAsync(cancellationToken);

    /// <summary>Opens a channel that the server connects to a destination (RFC 4254 §7.2, OpenSSH PROTOCOL 2.4).</summary>
    /// <param name="destination">Where it leads.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ChannelOpenException">The server refused, or could not connect.</exception>
    /// <exception cref="ChannelClosedException">The connection ended.</exception>
    public ValueTask<SshChannel> OpenForwardAsync(ForwardDestination destination, CancellationToken cancellationToken = default) =>
        _session.Connection.OpenForwardAsync(destination, cancellationToken);

    /// <summary>Ends the connection and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        _session.Transport.Disconnect(DisconnectReason.ByApplication, "Done.");
        await Completion.ConfigureAwait(false);
    }
}
