using System.Net;
using System.Text.RegularExpressions;
using SshGate.Gateway.Targets;

namespace SshGate.Gateway.Tests.Targets;

/// <summary>The catalogue that docs/operators.md shows is one, and its comments are true.</summary>
public sealed partial class OperatorsDocumentTests
{
    [Fact]
    public void The_example_of_a_catalogue_is_read_as_it_says()
    {
        var text = Block().Match(Document()).Groups[1].Value;
        var targets = TargetFileReader.Read(text, "operators.md").Select(entry => entry.Target).ToList();

        Assert.Equal(["bastion", "web-1"], targets.Select(target => target.Name));
        var web = targets[1];
        Assert.Equal(("jump+bastion", 1, 1), (web.Jump!.ToString(), web.HostKeys.Count, web.HostAuthorities.Count));
        Assert.Equal("jump", Assert.Single(web.Route).Account.Name);
        var certificate = Assert.IsType<TargetCredential.Certificate>(web.FindAccount(null)!.Credential);
        Assert.Equal(2, certificate.SourceAddresses.Count);
        Assert.Contains(certificate.SourceAddresses, network => network.Contains(IPAddress.Parse(targets[0].Host)));

        // "without it": the defaults that the comments name.
        var without = TargetFileReader.Read(Defaults().Replace(text, ""), "operators.md")[1].Target.FindAccount(null)!.Credential;
        var plain = Assert.IsType<TargetCredential.Certificate>(without);
        Assert.Equal(certificate with { Principals = plain.Principals, SourceAddresses = plain.SourceAddresses }, plain);
        Assert.Equal(certificate.Principals, plain.Principals);
        Assert.Empty(plain.SourceAddresses);
    }

    private static string Document()
    {
        using var stream = typeof(OperatorsDocumentTests).Assembly.GetManifestResourceStream("operators.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^.*# without it:.*\n", RegexOptions.Multiline)]
    private static partial Regex Defaults();
}
