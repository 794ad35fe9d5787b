using System.Net;
using System.Text.Json.Nodes;
using SshGate.Cli.Targets;
using SshGate.Cli.Tests.Identity;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;

namespace SshGate.Cli.Tests.Keys;

/// <summary>R7, R11 at the command line: no host key is pinned that nobody vouched for.</summary>
public sealed class TargetsVerbTests : IAsyncLifetime
{
    private readonly GateFolder _gate = new();
    private readonly SshPrivateKey _hostKey = SshPrivateKey.Generate(SshKeyKind.Ed25519);
    private readonly SshPrivateKey _otherHostKey = SshPrivateKey.Generate(SshKeyKind.EcdsaP256);
    private SshListener _server = null!;

    private string Address => _server.LocalEndPoint.ToString();

    public ValueTask InitializeAsync()
    {
        _server = SshListener.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            new SshServerOptions { HostKeys = [_hostKey, _otherHostKey] },
            _ => new Nobody());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _hostKey.Dispose();
        _otherHostKey.Dispose();
        _gate.Dispose();
    }

    [Fact]
    public async Task Scan_shows_every_host_key()
    {
        var result = await CommandLineFixture.RunAsync("targets", "scan", Address, "--json");

        Assert.Equal(0, result.ExitCode);
        string[] expected = [_otherHostKey.PublicKey.Fingerprint, _hostKey.PublicKey.Fingerprint];
        var shown = JsonNode.Parse(result.Output)!["host_keys"]!.AsArray().Select(key => key!["fingerprint"]!.GetValue<string>());
        Assert.Equal(expected.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Add_pins_the_accepted_key_only()
    {
        var result = await Add("--scan", "--accept", _hostKey.PublicKey.Fingerprint, "--environment", "production", "--label", "team=web");

        Assert.True(result.ExitCode == 0, result.Error);
        var list = JsonNode.Parse((await _gate.RunAsync("targets", "list", "--json")).Output)!["targets"]!.AsArray();
        var target = Assert.Single(list)!;
        Assert.Equal(_hostKey.PublicKey.ToOpenSsh(), Assert.Single(target["host_keys"]!.AsArray())!["public"]!.GetValue<string>());
        Assert.Equal("web", target["labels"]!["team"]!.GetValue<string>());
        Assert.Equal("deploy", target["default_account"]!.GetValue<string>());
    }

    [Fact]
    public async Task Add_of_a_name_that_is_taken_says_how_to_go_on()
    {
        string[] vouched = ["--scan", "--accept", _hostKey.PublicKey.Fingerprint];
        Assert.Equal(0, (await Add(vouched)).ExitCode);

        var again = await Add(vouched);

        Assert.Equal(ExitCodes.BadInput, again.ExitCode);
        Assert.Contains("already", again.Error, StringComparison.Ordinal);
        Assert.Contains("sshgate targets remove", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--scan", "--accept", "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData]
    [InlineData("--host-key", "ssh-ed25519 AAAA")]
    public async Task Add_without_a_vouched_key_adds_nothing(params string[] arguments)
    {
        var result = await Add(arguments);

        Assert.NotEqual(0, result.ExitCode);
        Assert.False(File.Exists(_gate.File("targets.yaml")));
    }

    [Theory]
    [InlineData("yes\n", 2)]
    [InlineData("FINGERPRINT\n", 1)]
    [InlineData("no\n", 0)]
    [InlineData("\n", 0)]
    [InlineData("y\n", 0)]
    [InlineData("", 0)]
    [InlineData("SHA256:other\n", 0)]
    [InlineData(null, 0)]
    public void A_person_is_asked_and_only_a_clear_answer_counts(string? answer, int pinned)
    {
        SshPublicKey[] found = [_hostKey.PublicKey, _otherHostKey.PublicKey];
        using var person = answer is null ? null : new StringReader(answer.Replace("FINGERPRINT", found[1].Fingerprint, StringComparison.Ordinal));
        using var screen = new StringWriter();
        if (pinned > 0)
        {
            Assert.Equal(found[^pinned..], HostKeyChoice.Take(found, [], screen, person));
        }
        else
        {
            Assert.Throws<CliException>(() => HostKeyChoice.Take(found, [], screen, person));
        }

        Assert.All(found, key => Assert.Contains(key.Fingerprint, screen.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("web-1", "web-1", 22)]
    [InlineData("web-1:2222", "web-1", 2222)]
    [InlineData("[::1]:2222", "::1", 2222)]
    [InlineData("[::1]", "::1", 22)]
    [InlineData("::1", "::1", 22)]
    public void An_address_is_split(string text, string host, int port) => Assert.Equal((host, port), HostKeyScan.ParseAddress(text));

    [Theory]
    [InlineData("")]
    [InlineData(":22")]
    [InlineData("web:0")]
    [InlineData("web:65536")]
    [InlineData("web:x")]
    [InlineData("[::1]x")]
    [InlineData("[]:22")]
    public void A_bad_address_is_refused(string text) => Assert.Throws<CliException>(() => HostKeyScan.ParseAddress(text));

    private Task<CommandLineResult> Add(params string[] arguments) =>
        _gate.RunAsync(["targets", "add", "web-1", "--host", Address, "--account", "deploy", "--key", "web", .. arguments]);

    /// <summary>Nobody logs in here.</summary>
    private sealed class Nobody : IServerAuthenticator
    {
        public ValueTask<AuthOutcome> AuthenticateAsync(AuthAttempt attempt, CancellationToken cancellationToken) =>
            ValueTask.FromResult<AuthOutcome>(new AuthOutcome.Rejected());
    }
}
