using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Server;

/// <summary>Listens for clients. Who is not admitted costs an accept, one line and a close, nothing more.</summary>
public sealed class SshListener : IAsyncDisposable
{
    private const int Backlog = 512;

    /// <summary>A pause after a failed accept: when the process is out of descriptors, trying at once would only spin.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly SshServerOptions _options;
    private readonly Func<SshConnectionInfo, IServerAuthenticator> _authenticators;
    private readonly Admission _admission;
    private readonly ProxyDoor _proxies;
    private readonly OwnedTasks _proxied = new();
    private readonly DropLog _drops;
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
        _admission = new Admission(options.Admission, options.TimeProvider);
        _proxies = new ProxyDoor(options.Admission.Proxies, options.TimeProvider);
        _logger = options.LoggerFactory.CreateLogger<SshListener>();
        _drops = new DropLog(_logger, options.TimeProvider);
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
        await _proxied.DrainAsync().ConfigureAwait(false);
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

    private void Admit(Socket socket)
    {
        try
        {
            var remote = (IPEndPoint)socket.RemoteEndPoint!;
            remote = new IPEndPoint(SourceNetwork.Normalize(remote.Address), remote.Port);
            if (!_proxies.Covers(remote.Address))
            {
                Enter(socket, remote);
            }
            else if (_proxies.TryEnter())
            {
                _proxied.Run(() => EnterProxiedAsync(socket, remote));
            }
            else
            {
                _drops.Write(remote.ToString(), "too many connections of proxies");
                socket.Dispose();
            }
        }
        catch (Exception e)
        {
            // The client may be gone already; it must not take the listener with it.
            Log.SetupFault(_logger, e);
            socket.Dispose();
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The session takes ticket and transport and gives them back at its end.")]
    private void Enter(Socket socket, IPEndPoint remote)
    {
        if (_admission.TryEnter(remote.Address, out var refusal) is { } ticket)
        {
            Serve(new SocketTransport(socket), remote, ticket, isClient: true);
        }
        else
        {
            Refuse(socket, remote, refusal!);
        }
    }

    // The proxy counts by itself until it has said for whom it connects; from there on its client does.
    [SuppressMessage("Reliability", "CA2000", Justification = "The session takes ticket and transport and gives them back at its end.")]
    private async Task EnterProxiedAsync(Socket socket, IPEndPoint proxy)
    {
        var transport = new SocketTransport(socket);
        try
        {
            var source = (await _proxies.ReadAsync(transport.Input, _stop.Token).ConfigureAwait(false)).Source;
            var remote = source ?? proxy;
            Log.Proxied(_logger, proxy.ToString(), remote.ToString());
            var ticket = source is null
                ? _admission.TryCount(proxy.Address, out var refusal)
                : _admission.TryEnter(source.Address, out refusal);
            if (ticket is not null)
            {
                Serve(transport, remote, ticket, isClient: source is not null);
                return;
            }

            Refuse(socket, remote, refusal!);
        }
        catch (SshProtocolException e)
        {
            _drops.Write(proxy.ToString(), e.Message);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The listener stops.
        }
        catch (OperationCanceledException)
        {
            _drops.Write(proxy.ToString(), "no PROXY protocol header in time");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It is gone.
        }
        catch (Exception e)
        {
            Log.SetupFault(_logger, e);
        }
        finally
        {
            _proxies.Leave();
        }

        await transport.Input.CompleteAsync().ConfigureAwait(false);
        socket.Dispose();
    }

    private void Refuse(Socket socket, IPEndPoint remote, AdmissionRefusal refusal)
    {
        _drops.Write(remote.ToString(), refusal.Reason);
        try
        {
            // What does not fit now is not worth waiting for.
            socket.Blocking = false;
            socket.Send(Encoding.ASCII.GetBytes(refusal.Hint));
        }
        catch (SocketException)
        {
            // It is gone.
        }

        socket.Dispose();
    }

    private void Serve(SocketTransport transport, IPEndPoint remote, AdmissionTicket ticket, bool isClient)
    {
        try
        {
            var id = Interlocked.Increment(ref _nextId);
            Log.Accepted(_logger, id, remote.ToString());
            var session = new ServerSession(transport, id, remote, _options, _authenticators, ticket.EndStartup);
            _sessions[id] = session;
            session.Transport.Start();
            _ = ForgetAsync(id, session, ticket, isClient ? remote.Address : null);
        }
        catch
        {
            ticket.Dispose();
            throw;
        }
    }

    // Ends with the session's completion, which never fails and which the stop waits for.
    private async Task ForgetAsync(long id, ServerSession session, AdmissionTicket ticket, IPAddress? client)
    {
        await session.Transport.Completion.ConfigureAwait(false);
        _sessions.TryRemove(id, out _);

        // Before its place is free: who waits for the place meets the penalty.
        if (client is not null && !_stop.IsCancellationRequested && session.Penalty is { } kind
            && _admission.Penalties.Add(client, kind) is { } time)
        {
            Log.Penalised(_logger, SourceNetwork.Of(client).ToString(), time, kind);
        }

        ticket.Dispose();
    }
}
