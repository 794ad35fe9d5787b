using SshGate.Gateway.Configuration;
using SshGate.Gateway.Lanes.Forwards;
using SshGate.Gateway.Sessions;
using SshGate.Gateway.Targets;
using SshGate.Gateway.Vault;
using SshGate.Policy.Forwards;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Tests.Lanes.Forwards;

/// <summary>The gate's own rules about destinations, before any policy.</summary>
public sealed class ForwardRulesTests
{
    private const int TargetPort = 2022;
    private const int JumpPort = 2322;
    private const int GatePort = 8022;

    [Theory]
    [InlineData("db.internal", "forward tcp db.internal:5432")]
    [InlineData("DB.Internal", "forward tcp db.internal:5432")]
    [InlineData("localhost", "forward tcp localhost:5432")]
    [InlineData("a_b-1", "forward tcp a_b-1:5432")]
    [InlineData("10.0.0.5", "forward tcp 10.0.0.5:5432")]
    [InlineData("127.0.0.1", "forward tcp 127.0.0.1:5432")]
    [InlineData("255.0.0.1", null)]
    [InlineData("2001:DB8:0:0::1", "forward tcp '[2001:db8::1]:5432'")]
    [InlineData("0:0:0:0:0:0:0:1", "forward tcp '[::1]:5432'")]
    [InlineData("", null)]
    [InlineData(".", null)]
    [InlineData("127.1", null)]
    [InlineData("127.0.0.01", null)]
    [InlineData("127.0.0.256", null)]
    [InlineData("0177.0.0.1", null)]
    [InlineData("0x7f.0.0.1", null)]
    [InlineData("host.0x7f", null)]
    [InlineData("2130706433", null)]
    [InlineData("0.0.0.0", null)]
    [InlineData("224.0.0.1", null)]
    [InlineData("::", null)]
    [InlineData("ff02::1", null)]
    [InlineData("fe80::1%eth0", null)]
    [InlineData("::ffff:127.0.0.1", null)]
    [InlineData("::ffff:7f00:1", null)]
    [InlineData("::7f00:1", null)]
    [InlineData("64:ff9b::7f00:1", null)]
    [InlineData("2002:7f00:1::", null)]
    [InlineData("[::1]", null)]
    [InlineData("localhost.", null)]
    [InlineData("localhost.localdomain", null)]
    [InlineData("x.localhost", null)]
    [InlineData("ip6-localhost", null)]
    [InlineData("-host", null)]
    [InlineData("a..b", null)]
    [InlineData("a b", null)]
    [InlineData("a;b", null)]
    [InlineData("bücher.example", null)]
    [InlineData("a\0b", null)]
    [InlineData("*", null)]
    public void A_host_has_one_spelling_or_none(string host, string? canonical)
    {
        var operation = Read(new ForwardDestination.Tcp(host, 5432, "", 0), out var fault);

        Assert.Equal(canonical?.Replace("'", "", StringComparison.Ordinal), operation?.ToString().Replace("'", "", StringComparison.Ordinal));
        Assert.Equal(canonical is null, fault is not null);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(22u)]
    [InlineData((uint)TargetPort)]
    [InlineData((uint)JumpPort)]
    [InlineData((uint)GatePort)]
    [InlineData(65536u)]
    [InlineData(65558u)]
    [InlineData(uint.MaxValue)]
    public void Ports_of_ssh_and_of_the_gate_are_refused_whatever_the_host(uint port)
    {
        foreach (var host in new[] { "localhost", "10.9.8.7", "2001:db8::1", "db.internal" })
        {
            Assert.Null(Read(new ForwardDestination.Tcp(host, port, "", 0), out var fault));
            Assert.NotNull(fault);
        }
    }

    [Theory]
    [InlineData("/run/app.sock", true)]
    [InlineData("/run/a/../docker.sock", false)]
    [InlineData("/run//docker.sock", false)]
    [InlineData("/run/./docker.sock", false)]
    [InlineData("run/app.sock", false)]
    [InlineData("/", false)]
    [InlineData("/run/", false)]
    [InlineData("", false)]
    [InlineData("\0abstract", false)]
    [InlineData("/run/a b", false)]
    [InlineData("/run/ä", false)]
    public void A_socket_has_one_spelling_or_none(string path, bool isPlain)
    {
        var operation = Read(new ForwardDestination.StreamLocal(path), out _);

        Assert.Equal(isPlain ? $"forward unix {path}" : null, operation?.ToString());
    }

    private static ForwardOperation? Read(ForwardDestination destination, out string? fault)
    {
        var own = new OwnPorts();
        own.Add(GatePort);
        var jump = Machine("bastion", JumpPort, []);
        var target = Machine("web-1", TargetPort, [new TargetHop(jump, jump.Accounts[0])]);
        return ForwardRules.Read(destination, new ForwardOptions(), target, own, out fault);
    }

    private static Target Machine(string name, int port, IReadOnlyList<TargetHop> route) => new()
    {
        Name = name,
        Host = $"{name}.internal",
        Port = port,
        HostKeys = [],
        Route = route,
        Accounts = [new TargetAccount { Name = "deploy", Credential = new TargetCredential.Key(KeyReference.Parse("web")) }],
    };
}
