using System.Net;
using SshGate.Ssh.Server;

namespace SshGate.Ssh.Tests.Server;

public sealed class AdmissionTests
{
    private static readonly SshAdmissionOptions Wide = new()
    {
        StartupsBegin = 1000,
        StartupsFull = 2000,
        StartupsPerSource = 1000,
        ConnectionsPerSource = 1000,
        Connections = 1000,
    };

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    public void Newcomers_are_dropped_at_random_from_the_beginning_on(int drawn, bool admitted)
    {
        var admission = new Admission(Wide with { StartupsBegin = 3, StartupsRate = 30, StartupsFull = 10 }, TimeProvider.System, () => drawn);
        Fill(admission, 3);

        Assert.Equal(admitted, admission.TryEnter(Address(99), out _) is not null);
    }

    [Fact]
    public void The_chance_rises_to_certainty()
    {
        var admission = new Admission(Wide with { StartupsBegin = 3, StartupsRate = 30, StartupsFull = 10 }, TimeProvider.System, () => 99);
        Fill(admission, 10);

        Assert.Null(admission.TryEnter(Address(99), out var refusal));
        Assert.Equal(AdmissionRefusal.Startups, refusal);
    }

    [Fact]
    public void A_login_and_a_leave_make_room()
    {
        var admission = new Admission(Wide with { StartupsBegin = 1, StartupsRate = 100, StartupsFull = 1 }, TimeProvider.System, () => 0);
        var first = admission.TryEnter(Address(1), out _)!;
        Assert.Null(admission.TryEnter(Address(2), out _));

        first.EndStartup();
        first.EndStartup();
        var second = admission.TryEnter(Address(2), out _)!;
        Assert.Null(admission.TryEnter(Address(3), out _));
        second.Dispose();
        second.Dispose();

        Assert.NotNull(admission.TryEnter(Address(3), out _));
    }

    [Fact]
    public void One_source_cannot_take_all_places()
    {
        var admission = new Admission(Wide with { StartupsPerSource = 2 }, TimeProvider.System);
        using var first = admission.TryEnter(Address(1), out _)!;
        using var second = admission.TryEnter(Address(1), out _)!;

        Assert.Null(admission.TryEnter(Address(1), out _));
        Assert.Null(admission.TryEnter(Address(1).MapToIPv6(), out _));
        Assert.NotNull(admission.TryEnter(Address(2), out _));
        first.EndStartup();
        Assert.NotNull(admission.TryEnter(Address(1), out _));
    }

    [Fact]
    public void A_64_bit_prefix_is_one_source()
    {
        var admission = new Admission(Wide with { ConnectionsPerSource = 1 }, TimeProvider.System);

        Assert.NotNull(admission.TryEnter(IPAddress.Parse("2001:db8::1"), out _));
        Assert.Null(admission.TryEnter(IPAddress.Parse("2001:db8::2"), out _));
        Assert.NotNull(admission.TryEnter(IPAddress.Parse("2001:db8:0:1::1"), out _));
    }

    [Fact]
    public void The_number_of_connections_is_bounded()
    {
        var admission = new Admission(Wide with { Connections = 2 }, TimeProvider.System);
        Fill(admission, 2);

        Assert.Null(admission.TryEnter(Address(99), out _));
    }

    private static void Fill(Admission admission, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.NotNull(admission.TryEnter(Address(i), out _));
        }
    }

    private static IPAddress Address(int last) => new([10, 0, 0, (byte)last]);
}
