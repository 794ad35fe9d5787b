using System.Net;
using System.Net.Sockets;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.RealPeers;

/// <summary>OpenSSH's client through HAProxy, which says in PROXY protocol for whom it connects.</summary>
public sealed class HaproxyTests
{
    [Theory]
    [InlineData("send-proxy", 4)]
    [InlineData("send-proxy-v2", 4)]
    [InlineData("send-proxy", 6)]
    [InlineData("send-proxy-v2", 6)]
    [InlineData("send-proxy-v2-ssl", 4)]
    public async Task The_gate_sees_the_client_behind_the_proxy(string header, int family)
    {
        var proxy = IPAddress.Parse("127.0.0.3");
        await using var gate = new GateFixture(admission: new SshAdmissionOptions
        {
            Proxies = new SshProxyOptions { From = [new IPNetwork(proxy, 32)] },
        });
        using var folder = new TemporaryFolder();
        var loopback = family == 4 ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        var port = FreePort(loopback);
        await File.WriteAllTextAsync(
            folder.File("haproxy.cfg"),
            $"""
            defaults
                mode tcp
                timeout connect 10s
                timeout client 60s
                timeout server 60s
            listen ssh
                bind {new IPEndPoint(loopback, port)}
                server gate 127.0.0.1:{gate.Port} source {proxy} {header}

            """,
            TestContext.Current.CancellationToken);
        using var haproxy = ExternalProgram.Start("haproxy", ["-db", "-f", folder.File("haproxy.cfg")]);
        _ = haproxy.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        _ = haproxy.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await AnswersAsync(new IPEndPoint(loopback, port));

            var result = await ExternalProgram.RunAsync(
                "sshpass",
                [
                    "-e", "ssh", "-F", "none", "-p", port.ToString(), "-o", "StrictHostKeyChecking=no",
                    "-o", "UserKnownHostsFile=/dev/null", "-o", "PubkeyAuthentication=no", $"agent@{loopback}", "echo hello",
                ],
                environment: ("SSHPASS", TestServer.Password));

            Assert.Equal("hello\n", result.OutputText);
            Assert.Equal(loopback, gate.Info!.RemoteEndPoint.Address);
        }
        finally
        {
            haproxy.Kill(entireProcessTree: true);
            await haproxy.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static int FreePort(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    // Polling is the only way to learn when another program listens.
    private static async Task AnswersAsync(IPEndPoint endPoint)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(endPoint, deadline.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, deadline.Token);
            }
        }
    }
}
