using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Server;

/// <summary>Listens for clients. Who is not admitted costs an accept and a close, nothing more.</summary>
public sealed class SshListener : IAsyncDisposable
{
    private const int Backlog = 512;

    /// <summary>A pause after a failed accept: when the process is out of descriptors, trying at once would only spin.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly SshServerOptions _options;
    private readonly Func<SshConnectionInfo, IServerAuthenticator> _authenticators;
    private readonly Admission _admission;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, ServerSession> _sessions = new();
    private readonly Task _accepting;
    private long _nextId;

    private SshListener(
        Socket socket, SshServerOptions options, Func<SshConnectionInfo, IServerAuthenticator> authenticators)
    {
        _socket = socket;
        _options = options;
        _authenticators = authenticators;
        _admission = new Admission(options.Admission);
        _logger = options.LoggerFactory.CreateLogger<SshListener>();
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        Log.Listening(_logger, LocalEndPoint.ToString());
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens; with the port that the system chose if 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>The connections that are open now.</summary>
    public int ConnectionCount => _sessions.Count;

    /// <summary>Starts to listen.</summary>
    /// <param name="endPoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="options">How the server runs.</param>
    /// <param name="authenticatorFactory">Makes the authenticator of a connection, once its keys are exchanged.</param>
    /// <returns>The listener.</returns>
    public static SshListener Start(
        IPEndPoint endPoint,
        SshServerOptions options,
        Func<SshConnectionInfo, IServerAuthenticator> authenticatorFactory)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                // "Any address" means those of IPv4 too.
                socket.DualMode = true;
            }

            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return new SshListener(socket, options, authenticatorFactory);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Accepts no more clients, ends all connections and waits for their handlers.</summary>
    /// <param name="cancellationToken">Ends the wait, not the stop.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (var session in _sessions.Values)
        {
            session.Transport.Disconnect(DisconnectReason.ByApplication, "The server stops.");
        }

        await Task.WhenAll(_sessions.Values.Select(session => session.Transport.Completion))
            .WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Admit(await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false));
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e)
            {
                Log.AcceptFailed(_logger, e);
                await DelayAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task DelayAsync()
    {
        try
        {
            await Task.Delay(RetryDelay, _options.TimeProvider, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The listener stops.
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The session takes the ticket and gives it back at its end.")]
    private void Admit(Socket socket)
    {
        AdmissionTicket? ticket = null;
        try
        {
            var remote = (IPEndPoint)socket.RemoteEndPoint!;
            ticket = _admission.TryEnter(remote.Address, out var refusal);
            if (ticket is null)
            {
                Log.Dropped(_logger, remote.ToString(), refusal);
                socket.Dispose();
                return;
            }

            Serve(socket, remote, ticket);
        }
        catch (Exception e)
        {
            // The client may be gone already; it must not take the listener with it.
            Log.SetupFault(_logger, e);
            ticket?.Dispose();
            socket.Dispose();
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The session owns its transport.")]
    private void Serve(Socket socket, IPEndPoint remote, AdmissionTicket ticket)
    {
        var id = Interlocked.Increment(ref _nextId);
        Log.Accepted(_logger, id, remote.ToString());
        var session = new ServerSession(
            new SocketTransport(socket), id, remote, _options, _authenticators, ticket.EndStartup);
        _sessions[id] = session;
        session.Transport.Start();
        _ = ForgetAsync(id, session, ticket);
    }

    // Ends with the session's completion, which never fails and which the stop waits for.
    private async Task ForgetAsync(long id, ServerSession session, AdmissionTicket ticket)
    {
        await session.Transport.Completion.ConfigureAwait(false);
        _sessions.TryRemove(id, out _);
        ticket.Dispose();
    }
}
