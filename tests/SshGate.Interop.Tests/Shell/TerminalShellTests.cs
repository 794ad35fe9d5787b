using System.Text;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Shell;

/// <summary>The managed shell with a terminal: OpenSSH, driven by expect.</summary>
public sealed class TerminalShellTests(ShellGate shared) : IClassFixture<ShellGate>
{
    [Fact]
    public async Task Directory_variables_and_status_are_carried()
    {
        var gate = await shared.UseAsync();

        var run = await ExpectScript.RunAsync(
            gate,
            """
            prompt; run {cd /usr/share}
            prompt /usr/share; run {pwd}
            want {\n/usr/share\r\n}
            prompt /usr/share; run {GREETING="it's 'so'"; export TZ=UTC}
            prompt /usr/share; run {printf '%s %s\n' "$GREETING" "$(printenv TZ)"}
            want {\nit's 'so' UTC\r\n}
            prompt /usr/share; run {false}
            prompt {/usr/share\[1\]}; run {echo "was $?"}
            want {\nwas 1\r\n}
            prompt /usr/share; run {cd}
            prompt; run {pwd; exit 3}
            end
            """);

        run.ShouldExit(3);
    }

    [Fact]
    public async Task Loops_and_here_documents_are_one_statement()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = await ExpectScript.RunAsync(
            gate,
            $$"""
            prompt; run {for i in 1 2}
            want {> $}; run {do echo "{{marker}} $i"}
            want {> $}; run {done}
            want {\n{{marker}} 1\r\n{{marker}} 2\r\n}
            prompt; run "cat <<'E'"
            want {> $}; run {rm {{marker}} $(id)}
            want {> $}; run {E}
            want {\nrm {{marker}} \$\(id\)\r\n}
            prompt; run {echo '{{marker}}}
            want {> $}; run {end'}
            want {\nend\r\n}
            prompt; run {exit}
            end
            """);

        run.ShouldExit(0);
        var received = gate.Received().Select(Encoding.UTF8.GetString).Where(line => line.Contains(marker, StringComparison.Ordinal));
        Assert.Collection(
            received,
            loop => Assert.StartsWith($"for i in 1 2\ndo echo \"{marker} $i\"\ndone\n", loop, StringComparison.Ordinal),
            document => Assert.EndsWith($"i='2'\ncat <<'E'\nrm {marker} $(id)\nE\n", document, StringComparison.Ordinal),
            quoted => Assert.EndsWith($"i='2'\necho '{marker}\nend'\n", quoted, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ctrl_C_clears_the_line_and_ends_what_runs()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = await ExpectScript.RunAsync(
            gate,
            $$"""
            prompt; send "touch /tmp/{{marker}}\003"
            want {\^C}
            prompt {~\[130\]}; run {if true}
            want {> $}; send "\003"
            prompt {~\[130\]}; run {echo started; sleep 600}
            want {\nstarted\r\n}
            send "rm -rf /tmp/{{marker}}\r\003"
            prompt {~\[130\]}; send "\004"
            end
            """);

        run.ShouldExit(130);
        Assert.False(gate.HasReceived(marker));
    }

    [Fact]
    public async Task What_is_typed_ahead_runs_afterwards_in_order()
    {
        var gate = await shared.UseAsync();

        var run = await ExpectScript.RunAsync(
            gate,
            """
            prompt; send "echo one; sleep 1\recho two\recho three\r"
            want {\none\r\n}
            want {\$ echo two.*\ntwo\r\n}
            want {\$ echo three.*\nthree\r\n}
            prompt; run {exit}
            end
            """);

        run.ShouldExit(0);
    }

    [Fact]
    public async Task A_paste_of_several_lines_runs_nothing_before_enter_and_then_one_after_the_other()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = await ExpectScript.RunAsync(
            gate,
            $$"""
            prompt; send "\033\[200~echo {{marker}}-1\ncd /usr/share\r\nif true; then\n  echo {{marker}}-2\nfi\033\[201~"
            want {fi$}; send "\003"
            prompt {~\[130\]}; send "\033\[200~echo {{marker}}-3\ncd /usr/share\npwd"
            send "\033\[201~"
            send "\r"
            want {\n{{marker}}-3\r\n.*/usr/share\r\n}
            prompt /usr/share; run {exit}
            end
            """);

        run.ShouldExit(0);
        Assert.False(gate.HasReceived(marker + "-1"));
        Assert.True(gate.HasReceived(marker + "-3"));
    }

    [Fact]
    public async Task A_denied_statement_leaves_the_session_alive_and_the_target_untouched()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = await ExpectScript.RunAsync(
            gate,
            $$"""
            prompt; run {shred /tmp/{{marker}}}
            want {sshgate: denied by policy}
            prompt {~\[77\]}; run {bash}
            want {sshgate: this command runs its standard input as code}
            prompt {~\[77\]}; run {echo !{{marker}}}
            want {sshgate: an interactive shell would put}
            prompt {~\[77\]}; run {echo )}
            want {sshgate: this is no statement}
            prompt {~\[2\]}; run {echo alive}
            want {\nalive\r\n}
            prompt; run {exit}
            end
            """);

        run.ShouldExit(0);
        Assert.False(gate.HasReceived(marker));
    }

    [Fact]
    public async Task A_held_statement_runs_when_it_is_approved_and_exactly_as_it_was_shown()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var expect = ExpectScript.Start(
            gate,
            $$"""
            prompt; run {cd /tmp}
            prompt /tmp; run {touch {{marker}}}
            want {held for approval}
            want {approved by}
            prompt /tmp; run {ls {{marker}}}
            want {\n{{marker}}\r\n}
            prompt /tmp; run {exit}
            end
            """);

        var held = await gate.HeldAsync(expect);
        Assert.Equal($"cd -- '/tmp' || exit\ntouch {marker}\n", Encoding.UTF8.GetString(held.Command));
        Assert.False(gate.HasReceived(marker));
        (await gate.ApproveAsync(held)).ShouldExit(0);

        (await expect.EndAsync()).ShouldExit(0);
        Assert.Contains(gate.Received(), received => received.AsSpan().SequenceEqual(held.Command));
        File.Delete($"/tmp/{marker}");
    }

    [Fact]
    public async Task Ctrl_C_withdraws_a_held_statement_and_no_other()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        await using var expect = ExpectScript.Start(
            gate,
            $$"""
            prompt; run {touch /tmp/{{marker}}}
            want {held for approval}
            want {withdraws it}
            send "\003"
            want {sshgate: withdrawn by Ctrl-C; nothing was run}
            prompt {~\[75\]}; run {echo on}
            want {\non\r\n}
            prompt; run {exit}
            end
            """);

        var held = await gate.HeldAsync(expect);

        (await expect.EndAsync()).ShouldExit(0);
        Assert.Equal("Cancelled", (await HeldRequest.ShowAsync(gate, held.Id)).State);
        Assert.False(gate.HasReceived(marker));
    }

    [Fact]
    public async Task What_is_carried_survives_a_lost_onward_connection()
    {
        var gate = await shared.UseAsync();
        await using var expect = ExpectScript.Start(
            gate,
            """
            prompt; run {cd /usr/share; WORD=kept}
            prompt /usr/share; run {kill -9 $PPID}
            want {held for approval}
            want {sshgate: the connection to the target was lost}
            prompt {/usr/share\[70\]}; run {echo "$WORD in $PWD"}
            want {\nkept in /usr/share\r\n}
            prompt /usr/share; run {exit}
            end
            """);

        (await gate.ApproveAsync(await gate.HeldAsync(expect))).ShouldExit(0);

        (await expect.EndAsync()).ShouldExit(0);
    }

    [Fact]
    public async Task A_target_that_is_gone_costs_the_statement_and_not_the_session()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = Policies.ManagedShell });
        await using var expect = ExpectScript.Start(
            gate,
            """
            prompt; run {}
            prompt; run {# nothing that a target must do}
            prompt; run {uptime}
            want {sshgate: the target 'demo'}
            prompt {~\[69\]}; run {exit}
            end
            """);
        await gate.StopTargetAsync();

        (await expect.EndAsync()).ShouldExit(69);
    }

    [Fact]
    public async Task A_terminal_without_escape_sequences_gets_none()
    {
        var gate = await shared.UseAsync();

        var run = await ExpectScript.RunAsync(
            gate,
            """
            prompt; run "echo grx\177\177r\u00fc\u00dfe"
            want {\ngrüße\r\n}
            prompt; run {exit 4}
            end
            """,
            term: "dumb");

        run.ShouldExit(4);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task The_recording_has_the_statements_and_not_the_reports()
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();

        var run = await ExpectScript.RunAsync(
            gate,
            $$"""
            prompt; run {echo {{marker}}; cd /usr/share}
            prompt /usr/share; run {exit}
            end
            """);

        run.ShouldExit(0);
        Assert.DoesNotContain('\u001e', run.Output);
        var cast = await gate.SealedRecordingOfAsync(marker);
        Assert.DoesNotContain('\u001e', cast.Output);
        Assert.DoesNotContain("sshgate_status", cast.Output, StringComparison.Ordinal);
        Assert.Contains($"$ echo {marker}; cd /usr/share", cast.Output, StringComparison.Ordinal);
        Assert.Contains($"\r\n{marker}\r\n", cast.Output, StringComparison.Ordinal);
        Assert.Contains(Assert.Single(cast.Commands), gate.Received());
    }

    [Fact]
    public async Task Two_shells_of_one_connection_know_nothing_of_each_other()
    {
        var gate = await shared.UseAsync();
        using var folder = new TestFolder();
        string[] onOneConnection = ["-o", "ControlPath=" + folder.File("control"), "-o", "ControlMaster=auto"];
        await using var first = ExpectScript.Start(
            gate,
            $$"""
            prompt; run {WORD=first; cd /usr}
            prompt /usr; send "cd sha"
            want {cd sha$}
            while {![file exists {{folder.File("go")}}]} { after 20 }
            run {re}
            prompt /usr/share; run {echo $WORD; exit}
            want {\nfirst\r\n}
            end
            """,
            options: onOneConnection);
        await first.WaitForTextAsync("cd sha");

        await using var second = ExpectScript.Start(
            gate,
            """
            prompt; run {echo "[$WORD]"; cd /tmp}
            want {\n\[\]\r\n}
            prompt /tmp; run {pwd}
            want {\n/tmp\r\n}
            prompt /tmp; run {exit}
            end
            """,
            options: onOneConnection);

        (await second.EndAsync()).ShouldExit(0);
        File.WriteAllText(folder.File("go"), "");
        (await first.EndAsync()).ShouldExit(0);
    }
}
