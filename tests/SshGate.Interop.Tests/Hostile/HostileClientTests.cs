using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Hostile;

/// <summary>Clients that do not behave: the gate loses nothing, runs nothing, and goes on serving the others.</summary>
public sealed class HostileClientTests(SharedGate shared)
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: gate\r\n\r\n")]
    [InlineData("SSH-1.5-old\r\n")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("")]
    public async Task Bytes_that_are_no_version_end_the_connection(string text)
    {
        var gate = await shared.UseAsync();

        var answer = await SendAsync(gate, Encoding.Latin1.GetBytes(text), endOfInput: true);

        // Nothing but the gate's own version before the client has shown its own.
        Assert.StartsWith("SSH-2.0-", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
        (await gate.Ssh.RunAsync(gate.Facts.Agent, "id")).ShouldExit(0);
    }

    [Fact]
    public async Task Random_bytes_end_the_connection_before_and_after_a_version()
    {
        var gate = await shared.UseAsync();

        await SendAsync(gate, RandomNumberGenerator.GetBytes(100_000), endOfInput: false);
        await SendAsync(
            gate, [.. "SSH-2.0-garbage\r\n"u8, .. RandomNumberGenerator.GetBytes(100_000)], endOfInput: false);
        await SendAsync(gate, [.. "SSH-2.0-huge\r\n"u8, 0x7f, 0xff, 0xff, 0xff, .. new byte[100]], endOfInput: false);

        (await gate.Ssh.RunAsync(gate.Facts.Agent, "id")).ShouldExit(0);
        Assert.DoesNotContain("Unhandled", gate.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_stops_reading_stops_nobody_else()
    {
        await using var gate = await DemoGate.StartAsync();
        using var folder = new TestFolder();
        await using (var file = File.Create(folder.File("much")))
        {
            file.SetLength(500_000_000);
        }

        await using var deaf = PythonClient.Start(
            "paramiko_client.py", gate, gate.Facts.Agent, "stop-reading", $"cat {folder.File("much")}");
        // Its own second channel goes on as well.
        await deaf.WaitForTextAsync("beside it");

        var other = await gate.Ssh.RunAsync(gate.Facts.Agent2, $"head -c 20000000 {folder.File("much")}");

        Assert.Equal(20_000_000, other.ShouldExit(0).OutputBytes.Length);
        Assert.False(deaf.HasExited);
        // Back-pressure reaches the target: the gate holds windows, not files.
        var cast = Assert.Single(
            Directory.EnumerateFiles(gate.Facts.Recordings, "*.cast"), f => Cast.Read(f) is { IsSealed: false });
        Assert.InRange(new FileInfo(cast).Length, 1, 100_000_000);
        Assert.InRange(MemoryOf(gate.ProcessId), 1, 600_000_000);
    }

    [Fact]
    public async Task A_client_that_disconnects_while_held_takes_its_request_with_it()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"touch /tmp/{marker}");
        var held = await gate.HeldAsync(ssh);

        await ssh.KillAsync();

        await HeldRequest.WaitForStateAsync(gate, held.Id, "Cancelled");
        (await gate.ApproveAsync(held)).ShouldExit(1);
        Assert.False(gate.HasReceived(marker));
        Assert.Equal("75", (await gate.SealedRecordingOfAsync(marker)).Exit);
        var cancelled = await gate.Audit.WaitForAsync("approval_cancelled", held.Id);
        Assert.Contains("disconnected", cancelled.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_disconnects_takes_its_running_command_with_it()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var ssh = gate.Ssh.Start(gate.Facts.Agent, $"echo {marker}; tail -f /dev/null");
        await ssh.WaitForTextAsync(marker);

        await ssh.KillAsync();

        var cast = await gate.SealedRecordingOfAsync(marker);
        Assert.Contains(marker, cast.Output, StringComparison.Ordinal);
        await gate.Audit.WaitForAsync("command_failed", cast.Id);
    }

    [Fact]
    public async Task Three_hundred_stalled_connections_of_one_source_do_not_stop_another_sources_logins()
    {
        await using var gate = await DemoGate.StartAsync();
        var stalled = new List<Socket>();
        try
        {
            for (var i = 0; i < 300; i++)
            {
                stalled.Add(await ConnectFromAsync("127.0.0.5", gate.Facts.Port));
            }

            // What is over the cap of one source is dropped at once; the rest stalls until its grace time ends.
            await Wait.UntilAsync(
                () => stalled.Count(IsClosed) >= 200,
                () => $"the gate to drop connections; it dropped {stalled.Count(IsClosed)}");
            var took = Stopwatch.StartNew();
            for (var i = 0; i < 50; i++)
            {
                // A random drop would show here: enough tries that luck does not hide it.
                using var other = await ConnectFromAsync("127.0.0.6", gate.Facts.Port);
                other.Shutdown(SocketShutdown.Send);
                Assert.StartsWith("SSH-2.0-", await ReadAllAsync(other), StringComparison.Ordinal);
            }

            (await gate.Ssh.RunAsync(gate.Facts.Agent, "id -u", ["-b", "127.0.0.6"])).ShouldExit(0);

            Assert.InRange(took.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
            Assert.InRange(stalled.Count(socket => !IsClosed(socket)), 1, 50);
        }
        finally
        {
            stalled.ForEach(socket => socket.Dispose());
        }

        // The flooder itself is let in again when it has stopped.
        await Wait.UntilAsync(
            async () => (await gate.Ssh.RunAsync(gate.Facts.Agent, "id -u", ["-b", "127.0.0.5"])).ExitStatus == 0,
            () => "a login of the source that had stalled");
    }

    [Fact]
    public async Task What_has_no_lane_is_refused_and_on_record()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = await PythonClient.RunAsync(
            "paramiko_client.py", gate, gate.Facts.Agent, ["refusals", $"echo {marker}"]);

        run.ShouldExit(0);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10, lines.Length);
        Assert.All(lines[..^1], line => Assert.Contains(": refused", line, StringComparison.Ordinal));
        Assert.Equal("session: accepted", lines[^1]);
        Assert.False(gate.HasReceived(marker));
        string[] types =
        [
            "auth-agent-req@openssh.com", "x11-req", "subsystem", "break", "exec@example.com",
            "shell@example.com", "tcpip-forward",
        ];
        foreach (var type in types)
        {
            await gate.Audit.WaitForAsync("channel_refused", $"\"{type}\"");
        }

        // A connection through the target has a lane, but none leads to its SSH port.
        await gate.Audit.WaitForAsync("channel_refused", "tcp 127.0.0.1 22");
    }

    [Fact]
    public async Task A_second_command_on_a_channel_does_nothing()
    {
        var gate = await shared.UseAsync();
        var (first, second) = (Marker.New("first"), Marker.New("second"));

        var run = await PythonClient.RunAsync(
            "paramiko_client.py",
            gate,
            gate.Facts.Agent,
            ["second-request", $"echo {first}; sleep 300", $"echo {second}"]);

        run.ShouldExit(0);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Contains(": refused", line, StringComparison.Ordinal));
        Assert.False(gate.HasReceived(second));
        await Wait.UntilAsync(
            () => gate.RecordingsOf(first) is { Count: 3 } all && all.All(cast => cast.IsSealed),
            () => "three sealed recordings");
        Assert.All(gate.RecordingsOf(first), cast => Assert.Single(cast.Commands));
    }

    [Fact]
    public async Task OpenSSH_forwards_nothing_through_the_gate()
    {
        var gate = await shared.UseAsync();
        using var folder = new TestFolder();
        await using var agent = RunningProgram.Start(Programs.SshAgent, ["-D", "-a", folder.File("agent")]);
        await Wait.UntilAsync(() => File.Exists(folder.File("agent")), () => "the key agent's socket");

        // A local forward to the target's own sshd: the way around every rule.
        await using var forwarding = gate.Ssh.Start(
            gate.Facts.Agent,
            null,
            [
                "-N", "-v", "-A", "-o", "IdentityAgent=" + folder.File("agent"),
                "-L", $"{folder.File("in")}:127.0.0.1:{gate.Facts.TargetPort}",
            ]);
        await Wait.UntilAsync(
            () => File.Exists(folder.File("in")), () => $"the forward's local end\n{forwarding.ErrorSoFar}");
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await socket.ConnectAsync(
                new UnixDomainSocketEndPoint(folder.File("in")), TestContext.Current.CancellationToken);
            Assert.Equal("", await ReadAllAsync(socket));
        }

        await forwarding.WaitForTextAsync("administratively prohibited");
        var remote = await gate.Ssh.RunAsync(
            gate.Facts.Agent, "id", ["-o", "ExitOnForwardFailure=yes", "-R", "127.0.0.1:0:127.0.0.1:22"]);
        Assert.Equal(255, remote.ExitStatus);
        var stdio = await gate.Ssh.RunAsync(gate.Facts.Agent, null, ["-W", $"127.0.0.1:{gate.Facts.TargetPort}"]);
        Assert.NotEqual(0, stdio.ExitStatus);
        Assert.DoesNotContain("SSH-2.0", stdio.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_and_X11_forwarding_leave_no_trace_at_the_target()
    {
        var gate = await shared.UseAsync();
        using var folder = new TestFolder();
        await using var agent = RunningProgram.Start(Programs.SshAgent, ["-D", "-a", folder.File("agent")]);
        await Wait.UntilAsync(() => File.Exists(folder.File("agent")), () => "the key agent's socket");
        await using var ssh = RunningProgram.Start(
            Programs.Ssh,
            [
                .. gate.Ssh.CommonOptions, "-A", "-Y", "-p", $"{gate.Facts.Port}", "-l", gate.Ssh.UserName,
                gate.Facts.Host, "env; echo end of environment",
            ],
            new Dictionary<string, string>(gate.Ssh.AskpassEnvironment(gate.Facts.Agent))
            {
                ["SSH_AUTH_SOCK"] = folder.File("agent"),
                ["DISPLAY"] = ":99",
            });
        (await gate.ApproveAsync(await gate.HeldAsync(ssh))).ShouldExit(0);

        var run = (await ssh.EndAsync()).ShouldExit(0);

        Assert.Contains("end of environment\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("SSH_AUTH_SOCK=", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DISPLAY=", run.Output, StringComparison.Ordinal);
    }

    private static async Task<string> SendAsync(DemoGate gate, byte[] bytes, bool endOfInput)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gate.Facts.Port, TestContext.Current.CancellationToken);
        try
        {
            await client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);
            if (endOfInput)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (IOException)
        {
            // The gate has heard enough.
        }

        return await ReadAllAsync(client.Client);
    }

    /// <summary>
    /// All that comes until the other side ends the connection, which it must do before its grace time is over.
    /// </summary>
    private static async Task<string> ReadAllAsync(Socket socket)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        var all = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await socket.ReceiveAsync(buffer, deadline.Token)) > 0;)
            {
                all.Write(buffer, 0, read);
            }
        }
        catch (SocketException)
        {
            // Reset: an end as well.
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail(
                $"the connection was not ended within 30 s; so far: {Encoding.Latin1.GetString(all.ToArray())}");
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    private static async Task<Socket> ConnectFromAsync(string source, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static bool IsClosed(Socket socket)
    {
        try
        {
            while (socket.Available > 0)
            {
                _ = socket.Receive(new byte[socket.Available]);
            }

            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    private static long MemoryOf(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status")
            .Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
