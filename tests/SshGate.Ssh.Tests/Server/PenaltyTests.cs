using System.Net;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Server;

/// <summary>What connections that end without a login cost their source.</summary>
public sealed class PenaltyTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_penalty_is_enforced_above_the_minimum_and_runs_off()
    {
        var penalties = Create(new SshPenaltyOptions());

        Assert.Null(penalties.Add(Address(1), PenaltyKind.AuthFailed));
        Assert.Null(penalties.Add(Address(1), PenaltyKind.AuthFailed));
        Assert.Null(penalties.Add(Address(1), PenaltyKind.AuthFailed));
        Assert.Null(penalties.Refusal(Address(1)));
        Assert.Equal(TimeSpan.FromSeconds(20), penalties.Add(Address(1), PenaltyKind.AuthFailed));

        Assert.Equal("penalty: failed logins", penalties.Refusal(Address(1)));
        Assert.Null(penalties.Refusal(Address(2)));

        // Until it has run off, and not only down to the minimum.
        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.NotNull(penalties.Refusal(Address(1)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(penalties.Refusal(Address(1)));
    }

    [Fact]
    public void What_happens_rarely_never_adds_up()
    {
        var penalties = Create(new SshPenaltyOptions());

        for (var i = 0; i < 100; i++)
        {
            Assert.Null(penalties.Add(Address(1), PenaltyKind.AuthFailed));
            _time.Advance(TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public void A_penalty_grows_to_the_maximum_only()
    {
        var penalties = Create(new SshPenaltyOptions());
        for (var i = 0; i < 1000; i++)
        {
            penalties.Add(Address(1), PenaltyKind.Crash);
        }

        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Null(penalties.Refusal(Address(1)));
    }

    [Fact]
    public void The_kinds_weigh_as_they_are_set()
    {
        var penalties = Create(new SshPenaltyOptions
        {
            NoAuth = TimeSpan.FromSeconds(16),
            AuthFailed = TimeSpan.Zero,
            Garbage = TimeSpan.FromSeconds(17),
            GraceExceeded = TimeSpan.FromSeconds(18),
            Crash = TimeSpan.FromSeconds(19),
        });

        Assert.Equal(TimeSpan.FromSeconds(16), penalties.Add(Address(1), PenaltyKind.NoAuth));
        Assert.Null(penalties.Add(Address(2), PenaltyKind.AuthFailed));
        Assert.Equal(TimeSpan.FromSeconds(17), penalties.Add(Address(3), PenaltyKind.Garbage));
        Assert.Equal(TimeSpan.FromSeconds(18), penalties.Add(Address(4), PenaltyKind.GraceExceeded));
        Assert.Equal(TimeSpan.FromSeconds(19), penalties.Add(Address(5), PenaltyKind.Crash));
    }

    [Fact]
    public void Exempt_networks_are_never_penalised()
    {
        var penalties = Create(new SshPenaltyOptions
        {
            Exempt = [IPNetwork.Parse("10.0.0.0/31"), IPNetwork.Parse("2001:db8::/32")],
        });

        IPAddress[] exempt = [Address(1), Address(1).MapToIPv6(), IPAddress.Parse("2001:db8:1::1")];
        foreach (var address in exempt)
        {
            Assert.Null(penalties.Add(address, PenaltyKind.Crash));
            Assert.Null(penalties.Refusal(address));
        }

        Assert.NotNull(penalties.Add(Address(2), PenaltyKind.Crash));
    }

    [Fact]
    public void The_addresses_of_one_host_are_one_source()
    {
        var penalties = Create(new SshPenaltyOptions());

        penalties.Add(IPAddress.Parse("2001:db8::1"), PenaltyKind.Crash);
        penalties.Add(Address(1).MapToIPv6(), PenaltyKind.Crash);

        Assert.NotNull(penalties.Refusal(IPAddress.Parse("2001:db8::ffff:2")));
        Assert.Null(penalties.Refusal(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.NotNull(penalties.Refusal(Address(1)));
    }

    [Fact]
    public void A_full_table_forgets_what_ends_first()
    {
        var penalties = Create(new SshPenaltyOptions { MaxSources = 2 });
        penalties.Add(Address(1), PenaltyKind.Crash);
        _time.Advance(TimeSpan.FromSeconds(1));
        penalties.Add(Address(2), PenaltyKind.Crash);
        penalties.Add(Address(1), PenaltyKind.Crash);

        penalties.Add(Address(3), PenaltyKind.Crash);

        Assert.NotNull(penalties.Refusal(Address(1)));
        Assert.Null(penalties.Refusal(Address(2)));
        Assert.NotNull(penalties.Refusal(Address(3)));
    }

    [Fact]
    public void A_full_table_may_refuse_everyone_of_that_family()
    {
        var penalties = Create(new SshPenaltyOptions { MaxSources = 2, Overflow = PenaltyOverflow.DenyAll });
        penalties.Add(Address(1), PenaltyKind.NoAuth);
        Assert.Null(penalties.Refusal(Address(9)));
        penalties.Add(Address(2), PenaltyKind.NoAuth);

        Assert.Equal("penalty: too many sources misbehave", penalties.Refusal(Address(9)));
        Assert.Null(penalties.Refusal(IPAddress.Parse("2001:db8::1")));
        Assert.Null(penalties.Add(Address(3), PenaltyKind.Crash));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(penalties.Refusal(Address(9)));
    }

    [Fact]
    public void Many_sources_cost_bounded_memory()
    {
        var table = new PenaltyTable(new SshPenaltyOptions { MaxSources = 1000 });

        for (var i = 0; i < 10_000; i++)
        {
            table.Add(new IPAddress(i), PenaltyKind.Crash, TimeSpan.FromMilliseconds(i));
        }

        Assert.Equal(1000, table.Count);
        Assert.Null(table.Active(new IPAddress(10_000), TimeSpan.FromDays(1)));
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void A_penalised_source_is_not_admitted_and_a_trusted_proxy_is()
    {
        var admission = new Admission(new SshAdmissionOptions(), _time);
        admission.Penalties.Add(Address(1), PenaltyKind.Crash);

        Assert.Null(admission.TryEnter(Address(1), out var refusal));
        Assert.Equal("Not allowed at this time\r\n", refusal!.Hint);
        Assert.NotNull(admission.TryEnter(Address(2), out _));
        Assert.NotNull(admission.TryCount(Address(1), out _));
    }

    private Penalties Create(SshPenaltyOptions options) => new(options, _time);

    private static IPAddress Address(int last) => new([10, 0, 0, (byte)last]);
}
