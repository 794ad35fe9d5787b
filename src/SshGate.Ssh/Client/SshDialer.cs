using System.IO.Pipelines;
using System.Net.Sockets;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Client;

/// <summary>Opens TCP connections to servers.</summary>
public static class SshDialer
{
    /// <summary>Connects; a name's addresses are tried in turn.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="timeout">For name resolution and connection together.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connection; who gets it disposes it (<see cref="IAsyncDisposable"/>), as <see cref="SshClientConnection"/> does.</returns>
    /// <exception cref="SshClientException">Nobody answers there.</exception>
    public static async Task<IDuplexPipe> ConnectTcpAsync(
        string host, int port, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, deadline.Token).ConfigureAwait(false);
            return new SocketTransport(socket);
        }
        catch (Exception e)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw e switch
            {
                OperationCanceledException => new SshClientException(
                    SshClientFailure.TimedOut, $"No connection to {PeerText.Escape(host)} port {port} within {timeout}.", e),
                SocketException => new SshClientException(
                    SshClientFailure.Unreachable, $"No connection to {PeerText.Escape(host)} port {port}: {e.Message}.", e),
                _ => e,
            };
        }
    }
}
