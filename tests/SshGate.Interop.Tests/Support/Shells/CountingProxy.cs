using System.Net;
using System.Net.Sockets;

namespace SshGate.Interop.Tests.Support.Shells;

/// <summary>
/// Stands between the gate and a target, and counts: what the gate has sent is what the target has seen, whatever either of
/// them says.
/// </summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private readonly List<Task> _links = [];
    private readonly Task _accepting;
    private readonly int _target;
    private int _connections;
    private long _sent;

    public CountingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that the gate has opened, and the bytes it has sent on them.</summary>
    public Traffic Traffic => new(Volatile.Read(ref _connections), Interlocked.Read(ref _sent));

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] links;
        lock (_lock)
        {
            links = [.. _links];
        }

        await Task.WhenAll(links);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var gate = await _listener.AcceptSocketAsync(_ending.Token);
                Interlocked.Increment(ref _connections);
                lock (_lock)
                {
                    _links.RemoveAll(link => link.IsCompleted);
                    _links.Add(LinkAsync(gate));
                }
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is through with it.
        }
    }

    private async Task LinkAsync(Socket gate)
    {
        using (gate)
        using (var target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            try
            {
                await target.ConnectAsync(IPAddress.Loopback, _target, _ending.Token);
                var up = CopyAsync(gate, target, counted: true);
                var down = CopyAsync(target, gate, counted: false);
                await Task.WhenAll(up, down);
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException)
            {
                // One side is gone; the other one sees its socket closed.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool counted)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer, _ending.Token)) > 0;)
            {
                if (counted)
                {
                    // Before the target has it: who sees a trace at the target sees it counted.
                    Interlocked.Add(ref _sent, read);
                }

                for (var done = 0; done < read;)
                {
                    done += await to.SendAsync(buffer.AsMemory(done, read - done), _ending.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // Reset by one side: the other must learn it, or the link would stay for ever.
            from.Close();
            to.Close();
        }
        catch (ObjectDisposedException)
        {
            // The other direction has closed both.
        }
    }
}
