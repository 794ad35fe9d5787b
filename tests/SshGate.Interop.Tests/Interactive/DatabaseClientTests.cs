using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Interactive;

/// <summary>Real database clients on a terminal, in front of real databases: each statement is decided for itself.</summary>
public sealed class DatabaseClientTests(SharedGate shared)
{
    [Fact]
    public async Task Psql_reads_at_once_and_writes_what_was_approved_and_nothing_else()
    {
        var gate = await shared.UseAsync();
        await using var database = await ThrowAwayServer.PostgresAsync();
        await database.AskAsync("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2), (3);");
        await using var agent = AgentTerminal.Open(gate, database.Client);
        await agent.SeeAsync("psql> ");

        await agent.EnterAsync("SELECT count(*) AS rows_there FROM t;");
        await agent.SeeAsync(@"rows_there.*\n\s+3\s.*psql> ");

        var delete = await agent.EnterHeldAsync("DELETE FROM t;");
        Assert.Equal("DELETE FROM t;\n"u8.ToArray(), delete.Command);
        Assert.Contains(database.Client, delete.Environment["SSHGATE_PROGRAM"], StringComparison.Ordinal);
        (await gate.CliAsync(gate.Facts.Approver, "approvals", "reject", delete.Id, "--reason", "keep them")).ShouldExit(0);
        await agent.SeeAsync("keep them.*psql> ");
        Assert.Contains("\n     3\n", await database.AskAsync("SELECT count(*) FROM t;"), StringComparison.Ordinal);

        await agent.EnterHeldAsync("DROP TABLE t;");
        await agent.TypeAsync("\x03");
        await agent.SeeAsync("withdrawn by Ctrl-C.*psql> ");
        Assert.Contains("\n     3\n", await database.AskAsync("SELECT count(*) FROM t;"), StringComparison.Ordinal);

        await agent.EnterAsync("BEGIN;");
        await agent.SeeAsync("BEGIN.*psql> ");
        (await gate.ApproveAsync(await agent.EnterHeldAsync("INSERT INTO t VALUES (4);"))).ShouldExit(0);
        await agent.SeeAsync("INSERT 0 1.*psql> ");
        await agent.EnterAsync("SELECT max(a) AS greatest FROM t;");
        await agent.SeeAsync(@"greatest.*\n\s+4\s.*psql> ");
        await agent.EnterAsync("ROLLBACK;");
        await agent.SeeAsync("ROLLBACK.*psql> ");

        await agent.EnterAsync("SELECT nothing FROM nowhere;");
        await agent.SeeAsync("ERROR: .*nowhere.*psql> ");
        (await gate.ApproveAsync(await agent.EnterHeldAsync("DROP TABLE t;"))).ShouldExit(0);
        await agent.SeeAsync("DROP TABLE.*psql> ");
        await agent.EnterAsync("\\q");

        Assert.Equal(0, (await agent.EndAsync()).ExitStatus);
        Assert.Contains("\n 0\n", await database.AskAsync("SELECT count(*) AS n FROM pg_tables WHERE tablename = 't';"), StringComparison.Ordinal);
        await gate.Audit.VerifyAsync();
    }

    [Fact]
    public async Task Statements_of_several_lines_quotes_and_pastes_are_taken_as_psql_takes_them()
    {
        var gate = await shared.UseAsync();
        await using var database = await ThrowAwayServer.PostgresAsync();
        await using var agent = AgentTerminal.Open(gate, database.Client);
        await agent.SeeAsync("psql> ");

        await agent.EnterAsync("SELECT 'a;b' AS \"quoted;name\",");
        await agent.SeeAsync("   -> ");
        await agent.EnterAsync("  $x$;' $x$ || 'it''s' AS dollar -- ; no end");
        await agent.SeeAsync("   -> ");
        await agent.EnterAsync("/* ; ' */ ;");
        await agent.SeeAsync(@"quoted;name.*a;b.*;' it's.*psql> ");

        await agent.TypeAsync(string.Concat(Enumerable.Range(0, 10).Select(i => $"SELECT {i} * 111 AS \"row{i}\";\r")));
        for (var i = 0; i < 10; i++)
        {
            await agent.SeeAsync($@"row{i} *\r?\n.*?{i * 111}\s.*?psql> ");
        }

        await agent.TypeAsync("\x04");
        Assert.Equal(0, (await agent.EndAsync()).ExitStatus);
    }

    [Theory]
    [InlineData(@"\! touch MARK")]
    [InlineData(@"\o MARK")]
    [InlineData(@"SELECT 1 \g MARK")]
    [InlineData(@"SELECT 1 \g |touch MARK")]
    [InlineData(@"SELECT 'touch MARK' \gexec")]
    [InlineData(@"\copy (SELECT 1) TO 'MARK'")]
    [InlineData("COPY (SELECT 1) TO 'MARK';")]
    [InlineData("COPY (SELECT 1) TO PROGRAM 'touch MARK';")]
    [InlineData(@"\set x `touch MARK`")]
    [InlineData(@"\echo `touch MARK`")]
    [InlineData(@"SELECT 1; \! touch MARK")]
    [InlineData(@"SELECT 1 \; COPY (SELECT 1) TO 'MARK';")]
    public async Task What_leaves_the_database_waits_for_people(string pattern)
    {
        var gate = await shared.UseAsync();
        await using var database = await ThrowAwayServer.PostgresAsync();
        var marker = Path.Combine(Path.GetTempPath(), Marker.New());
        await using var agent = AgentTerminal.Open(gate, database.Client);
        await agent.SeeAsync("psql> ");

        await agent.EnterAsync(pattern.Replace("MARK", marker, StringComparison.Ordinal));
        await agent.SeeAsync("held for approval|sshgate: denied|nothing was sent|this is no statement");
        await agent.TypeAsync("\x03");
        await agent.EnterAsync("SELECT 'still there';");
        await agent.SeeAsync(@"\n *still there *\r?\n.*psql> ");
        await agent.EnterAsync("quit");
        await agent.EndAsync();

        Assert.False(File.Exists(marker), "a client command ran that nobody had approved");
    }

    [Fact]
    public async Task What_a_rule_masks_is_masked_in_a_client_too_and_the_client_goes_on()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings
        {
            Policy = Policies.Usual + "\n  - id: cards\n    mask: [card, private-key]\n",
        });
        await using var database = await ThrowAwayServer.PostgresAsync();
        await using var agent = AgentTerminal.Open(gate, database.Client);
        await agent.SeeAsync("psql> ");

        // Concatenated by the database, so that the statement itself holds no card number.
        await agent.EnterAsync("SELECT '4111 1111 ' || '1111 1111' AS pan, 'x' || 'y' AS other;");
        await agent.SeeAsync("‹masked:card›.*xy.*psql> ");
        await agent.EnterAsync("SELECT 'still' || ' there';");
        await agent.SeeAsync("still there.*psql> ");
        // A key without an end swallows what follows it, but not the client's answer to the gate.
        await agent.EnterAsync("SELECT '-----BEGIN RSA ' || 'PRIVATE KEY-----' AS key;");
        await agent.SeeAsync("‹masked:private-key›.*psql> ");
        await agent.EnterAsync("\\q");

        Assert.Equal(0, (await agent.EndAsync()).ExitStatus);
    }

    [Fact]
    public async Task Mysql_goes_on_after_an_error_and_a_refusal()
    {
        var gate = await shared.UseAsync();
        await using var database = await ThrowAwayServer.MariaDbAsync();
        await database.AskAsync("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2), (3);");
        await using var agent = AgentTerminal.Open(gate, database.Client);
        await agent.SeeAsync("mysql> ");

        await agent.EnterAsync("SELECT count(*) AS rows_there FROM t;");
        await agent.SeeAsync(@"rows_there.*\| +3 \|.*mysql> ");
        await agent.EnterAsync("SELECT nothing FROM nowhere;");
        await agent.SeeAsync("ERROR 1146.*mysql> ");
        await agent.EnterAsync("DELIMITER //");
        await agent.SeeAsync("sshgate: .*delimiter.*mysql> ");
        var delete = await agent.EnterHeldAsync("DELETE FROM t;");
        (await gate.CliAsync(gate.Facts.Approver, "approvals", "reject", delete.Id, "--reason", "keep them")).ShouldExit(0);
        await agent.SeeAsync("keep them.*mysql> ");
        Assert.Contains("3", await database.AskAsync("SELECT count(*) FROM t;"), StringComparison.Ordinal);
        (await gate.ApproveAsync(await agent.EnterHeldAsync("UPDATE t SET a = 7;"))).ShouldExit(0);
        await agent.SeeAsync("mysql> ");
        await agent.EnterAsync("SELECT sum(a) AS total FROM t;");
        await agent.SeeAsync(@"total.*\| +21 \|.*mysql> ");
        await agent.EnterAsync("exit");

        Assert.Equal(0, (await agent.EndAsync()).ExitStatus);
    }

    [Fact]
    public async Task Redis_reads_at_once_and_writes_what_was_approved()
    {
        var gate = await shared.UseAsync();
        await using var database = await ThrowAwayServer.RedisAsync();
        await database.AskAsync("SET kept yes");
        await using var agent = AgentTerminal.Open(gate, database.Client);
        await agent.SeeAsync("redis> ");

        await agent.EnterAsync("GET kept");
        await agent.SeeAsync("\r\nyes\r\nredis> ");
        var flush = await agent.EnterHeldAsync("FLUSHALL");
        (await gate.CliAsync(gate.Facts.Approver, "approvals", "reject", flush.Id, "--reason", "no")).ShouldExit(0);
        await agent.SeeAsync("rejected by.*redis> ");
        (await gate.ApproveAsync(await agent.EnterHeldAsync("SET kept \"still \""))).ShouldExit(0);
        await agent.SeeAsync("OK.*redis> ");
        await agent.EnterAsync("GET kept");
        await agent.SeeAsync("still .*redis> ");
        await agent.EnterAsync("quit");

        Assert.Equal(0, (await agent.EndAsync()).ExitStatus);
        Assert.Equal("still \n", await database.AskAsync("GET kept"));
    }

    [Fact]
    public async Task A_client_is_gated_inside_the_managed_shell_as_well()
    {
        var gate = await shared.UseAsync();
        await using var database = await ThrowAwayServer.RedisAsync();
        await using var agent = AgentTerminal.Open(gate, null);
        await agent.SeeAsync(@"\$ ");

        await agent.EnterAsync(database.Client);
        await agent.SeeAsync("redis> ");
        await agent.EnterAsync("PING");
        await agent.SeeAsync("PONG.*redis> ");
        await agent.EnterHeldAsync("FLUSHALL");
        await agent.TypeAsync("\x03");
        await agent.SeeAsync("withdrawn.*redis> ");
        await agent.EnterAsync("quit");
        await agent.SeeAsync(@"\$ ");
        await agent.EnterAsync("echo after $((1 + 1))");
        await agent.SeeAsync(@"after 2.*\$ ");
        await agent.EnterAsync("exit");

        Assert.Equal(0, (await agent.EndAsync()).ExitStatus);
    }
}
