using System.Reflection;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Conformance;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Tests.Docs;

/// <summary>The tables of the library's README name what there is.</summary>
public sealed class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Repository.File("src", "SshGate.Ssh", "README.md"));

    public static TheoryData<string> Algorithms() =>
    [
        .. KexMethods.ClientNames, .. CipherSuites.Ciphers, .. CipherSuites.Macs, .. AlgorithmTable.SignatureAlgorithms,
        .. Enum.GetNames<InsecureAlgorithms>().Where(name => name != nameof(InsecureAlgorithms.None)),
    ];

    public static TheoryData<string> Limits() =>
    [
        .. new[] { typeof(SshLimits), typeof(SshAdmissionOptions) }
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(property => property.Name),
    ];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_algorithm_on_offer_is_named(string name) => Assert.Contains($"`{name}`", Text, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Limits))]
    public void Every_limit_is_named(string name) => Assert.Contains($"`{name}`", Text, StringComparison.Ordinal);

    [Fact]
    public void Every_regress_script_is_accounted_for()
    {
        string[] helpers = ["ssh2putty", "test-exec"];
        var scripts = Directory.GetFiles(RegressSuite.Scripts, "*.sh").Select(path => Path.GetFileNameWithoutExtension(path))
            .Except(helpers).Where(name => !name.EndsWith("-wrapper", StringComparison.Ordinal) && !name.Contains("valgrind", StringComparison.Ordinal));
        var named = Text.Split(' ', '\n', ',', '|').ToHashSet();
        Assert.All(scripts.Concat(OpenSshRegressTests.All), script => Assert.Contains(script, named));
    }
}
