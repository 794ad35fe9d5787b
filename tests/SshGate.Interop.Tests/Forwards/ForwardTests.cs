using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using SshGate.Interop.Tests.Onward;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Forwards;

/// <summary>Port forwards of the real ssh through a gate whose policy names three destinations.</summary>
public sealed class ForwardTests : IAsyncLifetime
{
    private readonly EchoServer _allowed = EchoServer.OnTcp();
    private readonly EchoServer _held = EchoServer.OnTcp();
    private readonly EchoServer _unnamed = EchoServer.OnTcp();
    private readonly string _folder = Directory.CreateTempSubdirectory("sshgate-forward-").FullName;
    private EchoServer? _socket;
    private DemoGate? _gate;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DemoGate Gate => _gate!;

    private string SocketPath => Path.Combine(_folder, "app.sock");

    public async ValueTask InitializeAsync()
    {
        _socket = EchoServer.OnSocket(SocketPath);
        _gate = await DemoGate.StartAsync(new GateSettings
        {
            Policy = string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                version: 1
                defaults:
                  command: approve
                  connection: deny
                  approve: { approvers: [sshgate-approvers], count: 1, expires: 15m }
                connections:
                  - id: any-verified
                    then: allow
                commands:
                  - id: read
                    when: { risk: read }
                    then: allow
                  - id: forward-app
                    when: { context: forward, command: forward, arguments: ["tcp (localhost|127\\.0\\.0\\.1):{{_allowed.Port}}", "unix {{SocketPath}}"] }
                    then: allow
                  - id: forward-asked
                    when: { context: forward, command: forward, arguments: "tcp localhost:{{_held.Port}}" }
                    then: approve
                  - id: forward-not
                    when: { context: forward, command: forward, arguments: "tcp localhost:{{_unnamed.Port}}" }
                    then: deny
                """),
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_gate is not null)
        {
            await _gate.DisposeAsync();
        }

        foreach (var server in new[] { _allowed, _held, _unnamed, _socket })
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_hundred_megabytes_pass_both_ways_unchanged_and_the_end_of_one_way_leaves_the_other()
    {
        var sent = RandomNumberGenerator.GetBytes(100 * 1024 * 1024);

        var run = (await WAsync($"localhost:{_allowed.Port}", sent)).ShouldExit(0);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sent)), run.OutputHash);
        var cast = await Gate.SealedRecordingOfAsync($"forward tcp localhost:{_allowed.Port}");
        Assert.Contains(cast.Events, e => e.Code == "m" && e.Data.Contains($"{sent.Length} bytes there, {sent.Length} bytes back", StringComparison.Ordinal));
        var ended = await Gate.Audit.WaitForAsync("command_ended", "both sides ended");
        Assert.Contains($"\"bytes_out\":{sent.Length}", ended.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_local_forward_serves_several_connections_each_a_session_of_its_own()
    {
        var port = FreePort();
        await using var ssh = Gate.Ssh.Start(Gate.Facts.Agent, null, ["-N", "-o", "ExitOnForwardFailure=yes", "-L", $"{port}:localhost:{_allowed.Port}"]);
        using var first = await ConnectAsync(port, ssh);
        using var second = await ConnectAsync(port, ssh);

        Assert.Equal("one", await ExchangeAsync(first, "one"));
        Assert.Equal("two", await ExchangeAsync(second, "two"));

        Assert.Equal(2, Gate.RecordingsOf($"forward tcp localhost:{_allowed.Port}").Count);
        Assert.Equal(2, _allowed.Connections);
    }

    [Fact]
    public async Task A_socket_that_a_rule_names_can_be_reached()
    {
        var port = FreePort();
        await using var ssh = Gate.Ssh.Start(Gate.Facts.Agent, null, ["-N", "-L", $"{port}:{SocketPath}"]);
        using var client = await ConnectAsync(port, ssh);

        Assert.Equal("through the socket", await ExchangeAsync(client, "through the socket"));
    }

    [Fact]
    public async Task A_dynamic_forward_is_judged_destination_by_destination()
    {
        var port = FreePort();
        await using var ssh = Gate.Ssh.Start(Gate.Facts.Agent, null, ["-N", "-D", $"127.0.0.1:{port}"]);

        using var allowed = await SocksAsync(port, "localhost", _allowed.Port, ssh);
        Assert.NotNull(allowed);
        Assert.Equal("judged", await ExchangeAsync(allowed, "judged"));
        Assert.Null(await SocksAsync(port, "localhost", _unnamed.Port, ssh));
        Assert.Null(await SocksAsync(port, "localhost", Gate.Facts.TargetPort, ssh));
        Assert.Equal(0, _unnamed.Connections);
        await ssh.WaitForTextAsync("sshgate: denied by policy");
    }

    [Fact]
    public async Task A_denied_destination_reaches_nobody_and_the_client_reads_why()
    {
        var run = (await WAsync($"localhost:{_unnamed.Port}", [])).ShouldExit(255);

        run.ShouldSay("administratively prohibited: sshgate: denied by policy");
        Assert.Equal(0, _unnamed.Connections);
        await Gate.Audit.WaitForAsync("command_denied", $"forward tcp localhost:{_unnamed.Port}");
        Assert.Empty(await Gate.Audit.EventsAsync("credential_used"));
    }

    [Fact]
    public async Task The_ssh_port_of_the_target_is_never_reached_by_any_spelling()
    {
        string[] hosts =
        [
            "localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "127.1", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "0.0.0.0",
            "0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[0:0:0:0:0:0:0:1]", "ip6-localhost", "localhost.",
            "127.0.0.1.nip.io", "demo",
        ];
        string[] destinations =
        [
            .. hosts.Select(host => $"{host}:{Gate.Facts.TargetPort}"), "localhost:22", "10.0.0.1:22", $"localhost:{Gate.Facts.Port}",
        ];

        foreach (var destination in destinations)
        {
            (await WAsync(destination, [])).ShouldExit(255).ShouldSay("administratively prohibited: sshgate: ");
        }

        // Not even dialled: the gate never logged in at the target.
        Assert.Empty(await Gate.Audit.EventsAsync("credential_used"));
        Assert.Equal(destinations.Length, (await Gate.Audit.EventsAsync("channel_refused")).Count);
    }

    [Fact]
    public async Task A_jump_through_the_gate_to_the_ssh_of_the_target_is_refused()
    {
        var configuration = Path.Combine(_folder, "config");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            Host *
              UserKnownHostsFile {Gate.KnownHosts}
              StrictHostKeyChecking yes
              PubkeyAuthentication no
            Host gate
              HostName {Gate.Facts.Host}
              Port {Gate.Facts.Port}
              User {Gate.Ssh.UserName}

            """,
            Token);

        var run = await RunningProgram.RunAsync(
            Programs.Ssh,
            ["-F", configuration, "-J", "gate", "-p", $"{Gate.Facts.TargetPort}", $"{Gate.Facts.Account}@127.0.0.1", "id"],
            Gate.Ssh.AskpassEnvironment(Gate.Facts.Agent));

        run.ShouldExit(255).ShouldSay("a forward never leads to an SSH port");
    }

    [Fact]
    public async Task A_remote_forward_an_agent_a_display_and_a_tunnel_are_refused()
    {
        (await Gate.Ssh.RunAsync(Gate.Facts.Agent, null, ["-N", "-o", "ExitOnForwardFailure=yes", "-R", $"{FreePort()}:localhost:{_allowed.Port}"]))
            .ShouldExit(255).ShouldSay("remote port forwarding failed");
        (await Gate.Ssh.RunAsync(Gate.Facts.Agent, null, ["-N", "-o", "ExitOnForwardFailure=yes", "-R", $"{_folder}/back.sock:localhost:{_allowed.Port}"]))
            .ShouldExit(255).ShouldSay("remote port forwarding failed");

        var refused = await Gate.Audit.EventsAsync("channel_refused");
        Assert.Contains(refused, e => e.Text.Contains("tcpip-forward", StringComparison.Ordinal));
        Assert.Contains(refused, e => e.Text.Contains("streamlocal-forward@openssh.com", StringComparison.Ordinal));
        Assert.Equal(0, _allowed.Connections);
    }

    [Fact]
    public async Task A_forward_that_needs_approval_waits_at_its_opening()
    {
        await using var ssh = Gate.Ssh.Start(
            Gate.Facts.Agent, null, ["-W", $"localhost:{_held.Port}"], Encoding.ASCII.GetBytes("asked first"));
        var held = await PendingAsync();
        Assert.Equal($"forward tcp localhost:{_held.Port}", Encoding.UTF8.GetString(held.Command));
        Assert.Equal(0, _held.Connections);

        (await Gate.ApproveAsync(held)).ShouldExit(0);

        Assert.Equal("asked first", (await ssh.EndAsync()).ShouldExit(0).Output);
    }

    [Fact]
    public async Task A_rejected_forward_is_a_refused_one_that_says_who_rejected_it_and_why()
    {
        await using var ssh = Gate.Ssh.Start(Gate.Facts.Agent, null, ["-W", $"localhost:{_held.Port}"]);
        var held = await PendingAsync();

        (await Gate.CliAsync(Gate.Facts.Approver, "approvals", "reject", held.Id, "--reason", "not that database")).ShouldExit(0);

        (await ssh.EndAsync()).ShouldExit(255).ShouldSay("not that database");
        Assert.Equal(0, _held.Connections);
    }

    [Fact]
    public async Task A_forward_through_a_target_with_certificates_has_one_that_allows_it_and_nothing_else()
    {
        var authority = (await Gate.OperateAsync("keys", "generate", "ca", "--purpose", "authority")).ShouldExit(0).Output.Trim();
        await using var sshd = await SshdTarget.StartAsync(
            folder => Task.FromResult($"TrustedUserCAKeys {folder.Write("authorities", authority + "\n")}"));
        (await Gate.OperateAsync(
            "targets", "add", "certified", "--host", sshd.Address, "--account", Gate.Facts.Account, "--authority", "ca", "--host-key", sshd.HostKey)).ShouldExit(0);

        var said = await Gate.Ssh.RunAsync(
            Gate.Facts.Agent, null, ["-W", $"localhost:{_allowed.Port}"], input: Encoding.ASCII.GetBytes("hello"), userName: $"{Gate.Facts.Account}+certified");

        Assert.Equal("hello", said.ShouldExit(0).Output);
        Assert.Equal("[\"permit-port-forwarding\"]", Assert.Single(await Gate.Audit.EventsAsync("certificate_issued")).Detail("extensions"));
    }

    [Fact]
    public async Task A_killed_forward_is_cut()
    {
        var port = FreePort();
        await using var ssh = Gate.Ssh.Start(Gate.Facts.Agent, null, ["-N", "-L", $"{port}:localhost:{_allowed.Port}"]);
        using var client = await ConnectAsync(port, ssh);
        Assert.Equal("alive", await ExchangeAsync(client, "alive"));
        var session = Gate.RecordingsOf($"forward tcp localhost:{_allowed.Port}")[0].Id;

        (await Gate.CliAsync(Gate.Facts.Operator, "sessions", "kill", session, "--reason", "enough")).ShouldExit(0);

        var rest = new byte[1];
        Assert.Equal(0, await client.GetStream().ReadAsync(rest, Token).AsTask().WaitAsync(RunningProgram.Patience, Token));
        await Gate.Audit.WaitForAsync("session_ended", "enough");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<TcpClient> ConnectAsync(int port, RunningProgram ssh)
    {
        var client = new TcpClient();
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    await client.ConnectAsync(IPAddress.Loopback, port, Token);
                    return true;
                }
                catch (SocketException) when (!ssh.HasExited)
                {
                    client.Dispose();
                    client = new TcpClient();
                    return false;
                }
            },
            () => $"ssh to listen on {port}\n{ssh.ErrorSoFar}");
        return client;
    }

    private static async Task<string> ExchangeAsync(TcpClient client, string text)
    {
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), Token);
        var answer = new byte[Encoding.UTF8.GetByteCount(text)];
        await stream.ReadExactlyAsync(answer, Token).AsTask().WaitAsync(RunningProgram.Patience, Token);
        return Encoding.UTF8.GetString(answer);
    }

    /// <summary>SOCKS 5 by name, as RFC 1928 has it; null when the connection was refused.</summary>
    private static async Task<TcpClient?> SocksAsync(int proxy, string host, int port, RunningProgram ssh)
    {
        var client = await ConnectAsync(proxy, ssh);
        var stream = client.GetStream();
        var name = Encoding.ASCII.GetBytes(host);
        await stream.WriteAsync(new byte[] { 5, 1, 0 }, Token);
        await stream.ReadExactlyAsync(new byte[2], Token);
        await stream.WriteAsync((byte[])[5, 1, 0, 3, (byte)name.Length, .. name, (byte)(port >> 8), (byte)(port & 0xff)], Token);
        try
        {
            var answer = new byte[10];
            await stream.ReadExactlyAsync(answer, Token).AsTask().WaitAsync(RunningProgram.Patience, Token);
            if (answer[1] == 0)
            {
                return client;
            }
        }
        catch (EndOfStreamException)
        {
            // OpenSSH's way to refuse.
        }

        client.Dispose();
        return null;
    }

    private Task<ProgramResult> WAsync(string destination, byte[] input) =>
        Gate.Ssh.RunAsync(Gate.Facts.Agent, null, ["-W", destination], input);

    /// <summary>The one request that waits: the client of a forward cannot be told its id.</summary>
    private async Task<HeldRequest> PendingAsync()
    {
        var submitted = await Gate.Audit.WaitForAsync("approval_submitted", "");
        return await HeldRequest.ShowAsync(Gate, submitted.Json.GetProperty("request").GetString()!);
    }
}
