using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Gateway.History;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Store;
using SshGate.Gateway.Tests.Approvals;
using SshGate.Gateway.Tests.Store;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.History;

public sealed class HistoryBookTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestPeople _people = new();
    private GateStore _store = null!;
    private HistoryBook _book = null!;
    private VerifiedIdentity _agent = null!;
    private HistorySubject _subject = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await _people.VerifyAsync(_people.Token("agent-1"));
        _subject = new HistorySubject(_agent, "web1", "c-1");
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _book.DisposeAsync();
        await _store.DisposeAsync();
        await _people.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Nothing_is_known_of_a_stranger()
    {
        var history = await _book.ReadAsync(_subject, Line("ls"), null, Ct);

        Assert.Equal((0, 0, 0, 0), (history.CommandsLastMinute, history.CommandsLastHour, history.HeldLastHour, history.RejectedLastHour));
        Assert.Empty(history.KnownCommands!);
        Assert.False(history.IsKnownLine);
        Assert.True(history.IsFirstConnection);
        Assert.Empty(history.RuleUsesLastHour!);
    }

    [Fact]
    public async Task What_ran_is_known_at_that_target_alone_and_with_that_input_alone()
    {
        await _book.AdmittedAsync(_subject, Line("bash -s"), "ls"u8.ToArray(), ["bash", "ls", "?"], [], Ct);

        var history = await _book.ReadAsync(_subject, Line("bash -s"), "ls"u8.ToArray(), Ct);
        Assert.True(history.IsKnownLine);
        Assert.Equal(["bash", "ls"], history.KnownCommands!.Order());
        Assert.False((await _book.ReadAsync(_subject, Line("bash -s"), "rm x"u8.ToArray(), Ct)).IsKnownLine);
        Assert.False((await _book.ReadAsync(_subject, Line("bash -s"), null, Ct)).IsKnownLine);
        Assert.False((await _book.ReadAsync(_subject, Line("bash  -s"), "ls"u8.ToArray(), Ct)).IsKnownLine);
        var elsewhere = await _book.ReadAsync(new HistorySubject(_agent, "db1", "c-1"), Line("bash -s"), "ls"u8.ToArray(), Ct);
        Assert.False(elsewhere.IsKnownLine);
        Assert.Empty(elsewhere.KnownCommands!);
    }

    [Fact]
    public async Task Counts_are_those_of_the_last_minute_and_hour()
    {
        await DecideAsync(VerdictKind.Allow, VerdictKind.RequireApproval, VerdictKind.Deny);
        await _book.RejectedAsync(_subject, Ct);
        await ExpectAsync(minute: 3, hour: 3, held: 1, rejected: 2);

        _people.Clock.Advance(TimeSpan.FromSeconds(62));
        await DecideAsync(VerdictKind.Allow);
        await ExpectAsync(minute: 1, hour: 4, held: 1, rejected: 2);

        _people.Clock.Advance(TimeSpan.FromMinutes(62));
        await ExpectAsync(minute: 0, hour: 0, held: 0, rejected: 0);
    }

    [Fact]
    public async Task Who_comes_back_for_an_approval_is_not_held_again()
    {
        await _book.DecidedAsync(_subject, Verdict(VerdictKind.RequireApproval), isReturn: false, Ct);
        await _book.DecidedAsync(_subject, Verdict(VerdictKind.RequireApproval), isReturn: true, Ct);

        await ExpectAsync(minute: 2, hour: 2, held: 1, rejected: 0);
    }

    [Fact]
    public async Task Uses_of_rules_are_counted_when_something_ran_by_them()
    {
        await DecideAsync(VerdictKind.Allow);
        Assert.Empty((await _book.ReadAsync(_subject, null, null, Ct)).RuleUsesLastHour!);

        await _book.AdmittedAsync(_subject, Line("uptime"), null, ["uptime"], ["delegation:nightly"], Ct);
        await _book.AdmittedAsync(_subject, Line("uptime"), null, ["uptime"], ["delegation:nightly", "read"], Ct);

        var uses = (await _book.ReadAsync(_subject, null, null, Ct)).RuleUsesLastHour!;
        Assert.Equal((2, 1), (uses["delegation:nightly"], uses["read"]));
        await _book.DisposeAsync();
        await OpenAsync();
        Assert.Equal(2, (await _book.ReadAsync(_subject, null, null, Ct)).RuleUsesLastHour!["delegation:nightly"]);
    }

    [Fact]
    public async Task A_restart_forgets_nothing_that_was_stored()
    {
        await _book.ConnectedAsync(_subject, Ct);
        await DecideAsync(VerdictKind.Allow, VerdictKind.RequireApproval);
        await _book.AdmittedAsync(_subject, Line("uptime"), null, ["uptime"], [], Ct);
        var before = await _book.ReadAsync(_subject, Line("uptime"), null, Ct);

        await _book.DisposeAsync();
        await OpenAsync();

        var after = await _book.ReadAsync(_subject, Line("uptime"), null, Ct);
        Assert.True(after.IsKnownLine);
        Assert.Equal(["uptime"], after.KnownCommands!);
        Assert.Equal(before.CommandsLastHour, after.CommandsLastHour);
        Assert.Equal(before.HeldLastHour, after.HeldLastHour);
        Assert.Equal(before.CommandsLastMinute, after.CommandsLastMinute);
        Assert.True(after.IsFirstConnection);
        Assert.False((await _book.ReadAsync(new HistorySubject(_agent, "web1", "c-2"), null, null, Ct)).IsFirstConnection);
    }

    [Fact]
    public async Task It_is_stored_without_being_asked_to()
    {
        await _book.AdmittedAsync(_subject, Line("uptime"), null, ["uptime"], [], Ct);
        while (await CountAsync("history_lines") == 0)
        {
            _people.Clock.Advance(HistoryLimits.FlushInterval);
            await Task.Delay(TimeSpan.FromMilliseconds(5), Ct);
        }

        Assert.Equal(1, await CountAsync("history_commands"));
    }

    [Fact]
    public async Task Others_with_the_same_subject_have_a_history_of_their_own()
    {
        await _book.AdmittedAsync(_subject, Line("uptime"), null, ["uptime"], [], Ct);

        foreach (var other in new[] { _people.Token("agent-1", clientId: "other"), _people.Token("agent-1", actor: "helper") })
        {
            var subject = new HistorySubject(await _people.VerifyAsync(other), "web1", "c-1");
            Assert.False((await _book.ReadAsync(subject, Line("uptime"), null, Ct)).IsKnownLine);
        }
    }

    [Fact]
    public async Task No_more_is_kept_than_the_limits_say_and_the_newest_stays()
    {
        const int Many = HistoryLimits.MaxLines * 2;
        for (var number = 0; number < Many; number++)
        {
            _people.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await _book.AdmittedAsync(_subject, Line(Numbered(number)), null, [Numbered(number)], [], Ct);
        }

        await _book.FlushAsync();

        Assert.InRange(await CountAsync("history_lines"), HistoryLimits.MaxLines, HistoryLimits.MaxLines * 9 / 8);
        Assert.InRange(await CountAsync("history_commands"), HistoryLimits.MaxCommands, HistoryLimits.MaxCommands * 9 / 8);
        Assert.True((await _book.ReadAsync(_subject, Line(Numbered(Many - 1)), null, Ct)).IsKnownLine);
        Assert.False((await _book.ReadAsync(_subject, Line(Numbered(0)), null, Ct)).IsKnownLine);
    }

    [Fact]
    public async Task Who_was_away_for_long_is_forgotten()
    {
        await _book.AdmittedAsync(_subject, Line("uptime"), null, ["uptime"], [], Ct);
        await _book.DisposeAsync();
        _people.Clock.Advance(HistoryLimits.Keep + TimeSpan.FromDays(1));

        await OpenAsync();

        Assert.Equal(0, await CountAsync("history_lines") + await CountAsync("history_principals"));
    }

    [Fact]
    public async Task A_store_that_does_not_write_loses_nothing_of_what_is_in_memory()
    {
        await _book.AdmittedAsync(_subject, Line("uptime"), null, ["uptime"], [], Ct);
        await _store.DisposeAsync();
        await _book.FlushAsync();

        Assert.True((await _book.ReadAsync(_subject, Line("uptime"), null, Ct)).IsKnownLine);
    }

    [Fact]
    public async Task It_costs_a_command_far_less_than_a_millisecond()
    {
        const int Commands = 20_000;
        await DecideAsync(VerdictKind.Allow);
        var allow = Verdict(VerdictKind.Allow);
        var began = Stopwatch.GetTimestamp();
        for (var number = 0; number < Commands; number++)
        {
            var line = Line(Numbered(number % 1000));
            await _book.ReadAsync(_subject, line, null, Ct);
            await _book.DecidedAsync(_subject, allow, isReturn: false, Ct);
            await _book.AdmittedAsync(_subject, line, null, ["ls"], [], Ct);
        }

        var each = Stopwatch.GetElapsedTime(began) / Commands;
        TestContext.Current.SendDiagnosticMessage(
            string.Create(CultureInfo.InvariantCulture, $"history: {each.TotalMicroseconds:0.0} µs a command, parsing included"));
        Assert.InRange(each.TotalMilliseconds, 0, 1);
    }

    private static CommandLine Line(string text) => CommandLine.Parse(Encoding.UTF8.GetBytes(text), CommandContext.Exec);

    private static string Numbered(int number) => string.Create(CultureInfo.InvariantCulture, $"command{number}");

    private static Verdict Verdict(VerdictKind kind) => kind == VerdictKind.Allow
        ? PolicyVerdicts.Allow(ApprovalsFixture.Bind("ls"))
        : PolicyVerdicts.Judge(ApprovalsFixture.Bind(kind == VerdictKind.Deny ? "mkfs /dev/sda" : "touch x"));

    private async Task DecideAsync(params VerdictKind[] kinds)
    {
        foreach (var kind in kinds)
        {
            var verdict = Verdict(kind);
            Assert.Equal(kind, verdict.Kind);
            await _book.DecidedAsync(_subject, verdict, isReturn: false, Ct);
        }
    }

    private async Task ExpectAsync(int minute, int hour, int held, int rejected)
    {
        var history = await _book.ReadAsync(_subject, null, null, Ct);
        Assert.Equal(
            (minute, hour, held, rejected),
            (history.CommandsLastMinute, history.CommandsLastHour, history.HeldLastHour, history.RejectedLastHour));
    }

    private async Task OpenAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _store = GateStore.Open(_directory.Path);
        _book = await HistoryBook.OpenAsync(_store, _people.Clock, NullLoggerFactory.Instance, Ct);
    }

    private Task<long> CountAsync(string table) => _store.ReadAsync(
        session => session.QueryFirst($"SELECT COUNT(*) FROM {table}", static row => row.GetInt64(0)), Ct);
}
