using System.Buffers.Binary;
using System.Text;
using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>Rows of the bypass catalogue that are a matter of channels, requests and the environment.</summary>
[Collection(LineCollection.Name)]
public sealed class ChannelTests(ShellStage stage)
{
    /// <summary>What an agent would say to a shell; it must wait for its decision there as well.</summary>
    private const string Statement = "rm canary\n";

    [Theory]
    [EveryShell]
    public async Task D2_a_shell_without_a_terminal_is_gated_statement_by_statement(AccountShell shell)
    {
        var target = stage.Target(shell);

        await stage.NothingComesThroughAsync(
            target,
            ChannelScript.Shell().Send(Statement).Eof(),
            ChannelScript.Shell().Send(Statement, chunk: 1).Eof(),
            ChannelScript.Shell().Send("rm \\\ncanary\n").Eof(),
            ChannelScript.Shell().Send("\0" + Statement).Eof());

        Assert.True(File.Exists(Path.Combine(target.Home, "canary")));
    }

    [Theory]
    [EveryShell]
    public async Task D2_a_shell_on_a_terminal_is_gated_statement_by_statement(AccountShell shell)
    {
        var target = stage.Target(shell);

        await stage.NothingComesThroughAsync(
            target,
            ChannelScript.Shell().Terminal().Send("rm canary\r"),
            ChannelScript.Shell().Terminal().Send("rm canary\r", chunk: 1),
            ChannelScript.Shell().Terminal(0, 0).Send("rm canary\n"),
            ChannelScript.Shell().Terminal(5, 1).Send("rm canary\r\n"));

        Assert.True(File.Exists(Path.Combine(target.Home, "canary")));
    }

    [Theory]
    [EveryShell]
    public Task D4_no_forward_leads_to_a_targets_own_ssh_or_anywhere_else(AccountShell shell)
    {
        var target = stage.Target(shell);
        return stage.NothingComesThroughAsync(
            target,
            ChannelScript.Forward("direct-tcpip", "127.0.0.1", target.Port),
            ChannelScript.Forward("direct-tcpip", "localhost", 22),
            ChannelScript.Forward("direct-tcpip", "::1", 22),
            ChannelScript.Forward("direct-tcpip", "0.0.0.0", target.Port),
            ChannelScript.Forward("direct-tcpip", "127.1", target.Port),
            ChannelScript.Forward("direct-tcpip", "2130706433", target.Port),
            ChannelScript.Forward("direct-tcpip", "0x7f.1", target.Port),
            ChannelScript.Forward("direct-tcpip", "::ffff:127.0.0.1", target.Port),
            ChannelScript.Forward("direct-tcpip", "", target.Port),
            ChannelScript.Forward("direct-tcpip", "localhost\0.example", 22),
            ChannelScript.Forward("streamlocal", "/run/x.sock"),
            ChannelScript.Forward("streamlocal", "/proc/self/cwd/../run/x.sock"),
            ChannelScript.Forward("tcpip-forward", "127.0.0.1", 22),
            ChannelScript.Forward("streamlocal-forward", "/tmp/remote.sock", "/tmp/local.sock"),
            ChannelScript.Forward("tun@openssh.com", Encode(Number(1), Number(0))),
            ChannelScript.Forward("forwarded-tcpip", Encode(Text("127.0.0.1"), Number(22), Text("127.0.0.1"), Number(1))),
            ChannelScript.Forward("x11", Encode(Text("127.0.0.1"), Number(6000))),
            ChannelScript.Forward("auth-agent@openssh.com"),
            ChannelScript.Forward("session@example.com"));
    }

    [Theory]
    [EveryShell]
    public async Task D4_neither_agent_nor_X11_forwarding_is_granted_on_a_session(AccountShell shell)
    {
        var target = stage.Target(shell);

        var answer = Assert.Single(await stage.NothingComesThroughAsync(
            target,
            ChannelScript.Exec("rm canary")
                .Request("auth-agent-req@openssh.com", [])
                .Request("x11-req", [0, .. Text("MIT-MAGIC-COOKIE-1"), .. Text("00"), .. Number(0)])
                .Request("xon-xoff", [0])));

        Assert.All(answer.Requests, Assert.False);
    }

    /// <summary>Whatever comes second changes nothing: not what is held, and not what it is held as.</summary>
    [Theory]
    [EveryShell]
    public async Task D5_a_second_process_request_on_a_channel_is_refused(AccountShell shell)
    {
        var target = stage.Target(shell);
        (string Type, byte[] Payload)[] second =
        [
            ("shell", []), ("subsystem", Text("sftp")), ("exec", Text("ls")), ("subsystem", Text("sftp-server")),
            ("pty-req", [.. Text("xterm"), .. Number(80), .. Number(24), .. Number(0), .. Number(0), .. Text("")]),
            ("env", [.. Text("LC_ALL"), .. Text("C")]),
        ];

        var answers = await stage.NothingComesThroughAsync(
            target,
            [
                .. second.Select(request => ChannelScript.Exec("rm canary").Request(request.Type, request.Payload)),
                .. second.Select(request => ChannelScript.Exec("sh").Request(request.Type, request.Payload).Send(Statement).Eof()),
            ]);

        Assert.All(answers, answer => Assert.False(Assert.Single(answer.Requests)));
    }

    /// <summary>A name that begins like a transfer is not one, and an unknown subsystem is nothing at all.</summary>
    [Theory]
    [EveryShell]
    public Task D5_what_looks_like_a_transfer_by_its_first_letters_is_judged_as_what_it_is(AccountShell shell) =>
        stage.NothingComesThroughAsync(
            stage.Target(shell),
            ChannelScript.Exec("scp x;bash"),
            ChannelScript.Exec("scp -t x\nrm canary"),
            ChannelScript.Exec("scp -f canary; rm canary"),
            ChannelScript.Exec("scp -f $(rm canary)"),
            ChannelScript.Exec("scp -f `rm canary`"),
            ChannelScript.Exec("scp -f canary > canary"),
            ChannelScript.Exec("scp -S ./script.sh -f canary"),
            ChannelScript.Exec("scpx -t ."),
            ChannelScript.Exec("./scp -f canary"),
            ChannelScript.Exec("rsync --server --sender -e./script.sh . canary; rm canary"),
            ChannelScript.Exec("rsync --server --sender . $(rm canary)"),
            ChannelScript.Exec("rsync --server --sender --rsync-path=./script.sh . canary"),
            ChannelScript.Exec("git-upload-pack 'x'; rm canary"),
            ChannelScript.Exec("git-upload-pack --upload-pack=./script.sh x"),
            ChannelScript.Exec("sftp-server; rm canary"),
            ChannelScript.Subsystem("sftp-server"),
            ChannelScript.Subsystem("sftp;bash"),
            ChannelScript.Subsystem("netconf"),
            ChannelScript.Subsystem("/bin/sh"));

    /// <summary>The target's sshd accepts every variable; what arrives there is what the gate has passed on.</summary>
    [Theory]
    [EveryShell]
    public async Task D6_variables_that_change_what_a_line_means_stay_at_the_gate(AccountShell shell)
    {
        var target = stage.Target(shell);
        await stage.Server.CleanAsync();
        var before = target.HomeState();
        var script = Path.Combine(target.Home, "script.sh");
        (string Name, string Value)[] hostile =
        [
            ("BASH_ENV", script), ("ENV", script), ("ZDOTDIR", target.Home), ("LD_PRELOAD", script), ("LD_LIBRARY_PATH", target.Home),
            ("LD_AUDIT", script), ("PATH", Path.Combine(target.Home, "bin")), ("IFS", "s"), ("PS4", "$(rm canary)"), ("SHELLOPTS", "xtrace"),
            ("BASHOPTS", "extdebug"), ("BASH_FUNC_ls%%", "() { rm canary; }"), ("BASH_FUNC_ls()", "() { rm canary; }"),
            ("PROMPT_COMMAND", "rm canary"), ("GIT_SSH_COMMAND", "rm canary"), ("GIT_PAGER", "rm canary"), ("PAGER", script),
            ("LESSOPEN", "|rm canary"), ("EDITOR", script), ("PYTHONSTARTUP", script), ("PERL5OPT", "-Mx"), ("HOME", "/"), ("TERM", "$(rm canary)"),
            ("CDPATH", "/"), ("GLOBIGNORE", "*"), ("TMPDIR", target.Home), ("SSH_AUTH_SOCK", "/tmp/x"), ("DISPLAY", ":0"), ("MALLOC_CHECK_", "3"),
            ("LC_ALL", "$(rm canary)"), ("LC_CTYPE", "() { rm canary; }"), ("LANG", "x\nrm canary"), ("LC_TIME", "path[$(touch pwned)]"),
            ("LANGUAGE", "../../../x"), ("LC_X\nLD_PRELOAD", "x"), ("LC_A=B", "x"), ("LANG\0X", "x"), ("lc_all", "C"), ("", "x"),
        ];

        var answers = await stage.PlayAsync(
            target,
            [
                .. hostile.Select(variable => ChannelScript.Exec("ls canary").Environment(variable)),
                ChannelScript.Exec("ls canary").Environment(hostile),
                ChannelScript.Exec("env -0 >/dev/null; cat /proc/self/environ").Environment(hostile),
            ]);

        Assert.All(answers.SkipLast(1), answer => Assert.Equal("canary\n", answer.Text));
        Assert.Equal(before, target.HomeState());
        Assert.NotNull(answers[^1].Held);
    }

    [Theory]
    [EveryShell]
    public async Task D6_what_a_person_approved_runs_with_the_environment_that_was_shown(AccountShell shell)
    {
        var target = stage.Target(shell);
        await using var agent = stage.StartAgent(
            target,
            ChannelScript.Exec("env").Environment(
                ("LC_ALL", "C.UTF-8"), ("BASH_ENV", "/x"), ("ENV", "/x"), ("LD_PRELOAD", "/x"), ("GIT_PAGER", "/x"), ("LC_X", "$(x)")).Stay());
        var held = await stage.HeldAsync(target, "env", agent);
        (await stage.Gate.ApproveAsync(held)).ShouldExit(0);

        var run = (await agent.EndAsync()).ShouldExit(0);

        var text = ChannelAnswer.Parse(run.Output.Trim()).Text;
        Assert.Equal(new Dictionary<string, string> { ["LC_ALL"] = "C.UTF-8" }, held.Environment);
        Assert.Contains("LC_ALL=C.UTF-8\n", text, StringComparison.Ordinal);
        foreach (var name in new[] { "BASH_ENV", "ENV", "LD_PRELOAD", "GIT_PAGER", "LC_X" })
        {
            Assert.DoesNotMatch($"(?m)^{name}=", text);
        }
    }

    private static byte[] Text(string text) => [.. Number(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Number(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static string Encode(params byte[][] parts) => Convert.ToBase64String([.. parts.SelectMany(part => part)]);
}
