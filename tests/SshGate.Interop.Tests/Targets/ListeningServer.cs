using System.Net;
using System.Net.Sockets;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Targets;

/// <summary>What every server that a test starts needs: a port, and to know when somebody answers there.</summary>
internal static class ListeningServer
{
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static Task WaitAsync(RunningProgram server, int port) => Wait.UntilAsync(
        async () =>
        {
            Assert.False(server.HasExited, $"the server did not start\n{server.ErrorSoFar}");
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        () => $"the server to listen\n{server.ErrorSoFar}");
}
