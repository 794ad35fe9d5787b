using System.Net;
using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Tests.Keys;

/// <summary>What a genuine certificate is good for.</summary>
public sealed class CertificateCheckTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1000);

    private static readonly SshCertificateUse AsAlice = new()
    {
        Kind = SshCertificateKind.User,
        Name = "alice",
        Time = Now,
    };

    [Fact]
    public void A_certificate_is_good_for_its_kind_names_and_time()
    {
        var certificate = new ForgedCertificate { Principals = ["bob", "alice"], ValidAfter = 1000, ValidBefore = 1001 }.Parse();

        Assert.Null(certificate.Check(AsAlice));
        Assert.Null(certificate.Check(AsAlice with { Name = null }));
        Assert.Null(certificate.Check(AsAlice with { Time = Now.AddSeconds(0.999) }));
        Assert.Equal(SshCertificateProblem.NotYetValid, certificate.Check(AsAlice with { Time = Now.AddTicks(-1) }));
        Assert.Equal(SshCertificateProblem.Expired, certificate.Check(AsAlice with { Time = Now.AddSeconds(1) }));
        Assert.Equal(SshCertificateProblem.NameNotListed, certificate.Check(AsAlice with { Name = "mallory" }));
        Assert.Equal(SshCertificateProblem.NameNotListed, certificate.Check(AsAlice with { Name = "Alice" }));
        Assert.Equal(SshCertificateProblem.NameNotListed, certificate.Check(AsAlice with { Name = "bob,alice" }));
        Assert.Equal(SshCertificateProblem.NameNotListed, certificate.Check(AsAlice with { Name = "" }));
        Assert.Equal(
            SshCertificateProblem.WrongKind, certificate.Check(AsAlice with { Kind = SshCertificateKind.Host }));
    }

    [Fact]
    public void A_certificate_without_names_is_good_for_nobody()
    {
        var certificate = new ForgedCertificate { Principals = [] }.Parse();

        Assert.Equal(SshCertificateProblem.NoPrincipals, certificate.Check(AsAlice));
        Assert.Equal(SshCertificateProblem.NoPrincipals, certificate.Check(AsAlice with { Name = null }));
    }

    [Fact]
    public void A_users_names_are_no_patterns()
    {
        var certificate = new ForgedCertificate { Principals = ["*", "al?ce"] }.Parse();

        Assert.Equal(SshCertificateProblem.NameNotListed, certificate.Check(AsAlice));
    }

    [Theory]
    [InlineData("web.example.org", "web.example.org", true)]
    [InlineData("web.example.org", "WEB.example.ORG", true)]
    [InlineData("*.example.org", "web.example.org", true)]
    [InlineData("*.example.org", "a.b.example.org", true)]
    [InlineData("*.example.org", "example.org", false)]
    [InlineData("web?.example.org", "web1.example.org", true)]
    [InlineData("web?.example.org", "web.example.org", false)]
    [InlineData("*", "anything", true)]
    [InlineData("*b*d", "abcd", true)]
    [InlineData("*b*d", "abcde", false)]
    [InlineData("web", "web.example.org", false)]
    [InlineData("!web", "web", false)]
    public void A_hosts_names_are_patterns_as_in_openssh(string principal, string name, bool matches)
    {
        var certificate = new ForgedCertificate { Kind = 2, Principals = [principal] }.Parse();

        var problem = certificate.Check(AsAlice with { Kind = SshCertificateKind.Host, Name = name });

        Assert.Equal(matches ? null : SshCertificateProblem.NameNotListed, problem);
    }

    [Fact]
    public void A_pattern_of_many_stars_does_not_take_long()
    {
        var pattern = string.Concat(Enumerable.Repeat("a*", 120)) + "b";
        var certificate = new ForgedCertificate { Kind = 2, Principals = [pattern] }.Parse();

        var problem = certificate.Check(
            AsAlice with { Kind = SshCertificateKind.Host, Name = new string('a', 5000) });

        Assert.Equal(SshCertificateProblem.NameNotListed, problem);
    }

    [Fact]
    public void A_critical_option_that_nobody_enforces_is_refused()
    {
        var forced = new ForgedCertificate { CriticalOptions = [ForgedCertificate.Option("force-command", "uptime")] }.Parse();
        var unknown = new ForgedCertificate { CriticalOptions = [("option@example.org", [1])] }.Parse();
        var verified = new ForgedCertificate { CriticalOptions = [ForgedCertificate.Flag("verify-required")] }.Parse();

        Assert.Equal(SshCertificateProblem.UnknownCriticalOption, forced.Check(AsAlice));
        Assert.Null(forced.Check(AsAlice with { EnforcedOptions = ["force-command"] }));
        Assert.Equal(SshCertificateProblem.UnknownCriticalOption, unknown.Check(AsAlice));
        Assert.Null(unknown.Check(AsAlice with { EnforcedOptions = ["option@example.org"] }));
        Assert.Null(verified.Check(AsAlice));
    }

    [Fact]
    public void An_unknown_extension_is_ignored() =>
        Assert.Null(new ForgedCertificate { Extensions = [("x@example.org", [1])] }.Parse().Check(AsAlice));

    [Fact]
    public void A_host_has_no_critical_options()
    {
        var use = AsAlice with { Kind = SshCertificateKind.Host, EnforcedOptions = ["force-command"] };
        string[] options = ["force-command", "source-address", "verify-required"];
        Assert.All(options, option => Assert.Equal(
            SshCertificateProblem.UnknownCriticalOption,
            new ForgedCertificate { Kind = 2, CriticalOptions = [ForgedCertificate.Option(option, "10.0.0.0/8")] }
                .Parse().Check(use with { Source = IPAddress.Parse("10.1.1.1") })));
    }

    [Fact]
    public void Options_with_malformed_data_are_refused()
    {
        var use = AsAlice with { EnforcedOptions = ["force-command"] };
        (string, byte[])[] options =
        [
            ("force-command", []),
            ("force-command", [.. ForgedCertificate.Text("uptime"), 0]),
            ForgedCertificate.Option("force-command", "up\0time"),
            ("force-command", [0, 0, 0, 1, 0xff]),
            ("verify-required", [0]),
            ("source-address", []),
        ];
        Assert.All(options, option => Assert.Equal(
            SshCertificateProblem.MalformedOption,
            new ForgedCertificate { CriticalOptions = [option] }.Parse().Check(use)));
        Assert.Equal(
            SshCertificateProblem.MalformedOption,
            new ForgedCertificate { Extensions = [("no-touch-required", [0])] }.Parse().Check(use));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("10.0.0.0/8,192.0.2.0/24", "192.0.2.9", true)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.1.1", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("0.0.0.0/0", null, false)]
    public void A_certificate_is_good_from_its_addresses(string list, string? source, bool allowed)
    {
        var certificate = new ForgedCertificate { CriticalOptions = [ForgedCertificate.Option("source-address", list)] }.Parse();

        var problem = certificate.Check(AsAlice with { Source = source is null ? null : IPAddress.Parse(source) });

        Assert.Equal(allowed ? null : SshCertificateProblem.AddressNotAllowed, problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0/8,")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/8 ")]
    [InlineData("!10.0.0.0/8")]
    [InlineData("10.*")]
    [InlineData("10")]
    [InlineData("0x0a.0.0.0/8")]
    [InlineData("010.0.0.0/8")]
    [InlineData("fe80::%1/64")]
    [InlineData("[2001:db8::1]")]
    [InlineData("example.org")]
    public void A_malformed_list_of_addresses_allows_none(string list)
    {
        var certificate = new ForgedCertificate
        {
            CriticalOptions = [ForgedCertificate.Option("source-address", "10.0.0.0/8," + list)],
        }.Parse();

        Assert.Equal(
            SshCertificateProblem.MalformedOption, certificate.Check(AsAlice with { Source = IPAddress.Parse("10.1.1.1") }));
    }
}
