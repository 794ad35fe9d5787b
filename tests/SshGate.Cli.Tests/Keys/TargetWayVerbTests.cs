using System.Text.Json.Nodes;
using SshGate.Cli.Tests.Identity;
using SshGate.Ssh.Keys;

namespace SshGate.Cli.Tests.Keys;

/// <summary>Certificates, authorities, jumps and more host keys at the command line.</summary>
public sealed class TargetWayVerbTests : IDisposable
{
    private readonly GateFolder _gate = new();
    private readonly SshPublicKey _key = NewKey();
    private readonly SshPublicKey _other = NewKey();

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task An_authority_is_made_and_the_hint_says_where_its_line_goes()
    {
        var made = await Good("keys", "generate", "ca", "--purpose", "authority");

        Assert.EndsWith(" sshgate:ca@1\n", made.Output, StringComparison.Ordinal);
        Assert.Contains("TrustedUserCAKeys", made.Error, StringComparison.Ordinal);
        Assert.Contains("Authority", (await Good("keys", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_is_added_and_shown_with_everything_that_it_can_have()
    {
        await AddAsync("bastion", "--key", "web", "--host-key", _key.ToOpenSsh());
        await AddAsync(
            "web-1", "--authority", "ca@2", "--principal", "app", "--valid-minutes", "9", "--source-address", "192.0.2.9",
            "--host-authority", _other.ToOpenSsh(), "--jump", "deploy+bastion", "--insecure", "ssh-rsa");

        var shown = (await Good("targets", "show", "web-1")).Output;
        Assert.Contains("through         deploy+bastion\n", shown, StringComparison.Ordinal);
        Assert.Contains($"host authority  ssh-ed25519 {_other.Fingerprint}\n", shown, StringComparison.Ordinal);
        Assert.Contains("account         deploy*: certificate of ca@2 for app, 9 min, from 192.0.2.9/32\n", shown, StringComparison.Ordinal);
        Assert.Contains("insecure        ssh-rsa\n", shown, StringComparison.Ordinal);
        var json = JsonNode.Parse((await Good("targets", "show", "web-1", "--json")).Output)!;
        Assert.Equal("deploy+bastion", json["jump"]!.GetValue<string>());
        Assert.Equal("ca@2", json["accounts"]![0]!["certificate"]!["authority"]!.GetValue<string>());
        Assert.Equal(9, json["accounts"]![0]!["certificate"]!["valid_minutes"]!.GetValue<int>());
        Assert.Contains("192.0.2.1:22 via deploy+bastion", (await Good("targets", "list")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no usable key", "--host-key", "KEY")]
    [InlineData("principals: found 'a,b'", "--host-key", "KEY", "--authority", "ca", "--principal", "a,b")]
    [InlineData("not a network", "--host-key", "KEY", "--authority", "ca", "--source-address", "gate")]
    [InlineData("1 to 60", "--host-key", "KEY", "--authority", "ca", "--valid-minutes", "61")]
    [InlineData("--authority is about certificates", "--host-key", "KEY", "--key", "web", "--authority", "ca")]
    [InlineData("--source-address is about certificates", "--host-key", "KEY", "--key", "web", "--source-address", "192.0.2.9")]
    [InlineData("--valid-minutes is about certificates", "--host-key", "KEY", "--key", "web", "--valid-minutes", "5")]
    [InlineData("no target named 'nobody'", "--host-key", "KEY", "--key", "web", "--jump", "nobody")]
    [InlineData("not a target", "--host-key", "KEY", "--key", "web", "--jump", "../x")]
    [InlineData("--scan dials from here", "--scan", "--key", "web", "--jump", "bastion")]
    [InlineData("insecure_algorithms: found 'ssh-dss'", "--host-key", "KEY", "--key", "web", "--insecure", "ssh-dss")]
    [InlineData("host keys come from", "--key", "web")]
    public async Task What_does_not_hold_is_named_and_nothing_is_added(string problem, params string[] arguments)
    {
        var result = await _gate.RunAsync(
            ["targets", "add", "web-1", "--host", "192.0.2.1", "--account", "deploy", .. arguments.Select(text => text == "KEY" ? _key.ToOpenSsh() : text)]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_gate.File("targets.yaml")));
    }

    [Fact]
    public async Task Pin_adds_a_host_key_once()
    {
        await AddAsync("web-1", "--key", "web", "--host-key", _key.ToOpenSsh());

        Assert.Contains(_other.Fingerprint, (await Good("targets", "pin", "web-1", "--host-key", _other.ToOpenSsh())).Output, StringComparison.Ordinal);
        Assert.Contains("already", (await Good("targets", "pin", "web-1", "--host-key", _other.ToOpenSsh())).Output, StringComparison.Ordinal);
        var json = JsonNode.Parse((await Good("targets", "show", "web-1", "--json")).Output)!;
        Assert.Equal(
            [_key.Fingerprint, _other.Fingerprint], json["host_keys"]!.AsArray().Select(key => key!["fingerprint"]!.GetValue<string>()));

        Assert.Equal(ExitCodes.No, (await _gate.RunAsync("targets", "pin", "nobody", "--host-key", _other.ToOpenSsh())).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await _gate.RunAsync("targets", "pin", "web-1")).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await _gate.RunAsync("targets", "pin", "web-1", "--host-key", "x")).ExitCode);
        Assert.Equal(ExitCodes.No, (await _gate.RunAsync("targets", "show", "nobody")).ExitCode);
    }

    [Fact]
    public async Task An_authority_and_a_jump_that_are_in_use_are_not_removed_by_accident()
    {
        await Good("keys", "generate", "ca", "--purpose", "authority");
        await AddAsync("bastion", "--authority", "ca", "--host-key", _key.ToOpenSsh());
        await AddAsync("web-1", "--key", "web", "--host-key", _other.ToOpenSsh(), "--jump", "bastion");

        Assert.Equal(ExitCodes.Denied, (await _gate.RunAsync("keys", "remove", "ca@1")).ExitCode);
        var refused = await _gate.RunAsync("targets", "remove", "bastion");
        Assert.Equal(ExitCodes.BadInput, refused.ExitCode);
        Assert.Contains("'web-1' is reached through 'bastion'", refused.Error, StringComparison.Ordinal);
    }

    private static SshPublicKey NewKey()
    {
        using var key = SshPrivateKey.Generate(SshKeyKind.Ed25519);
        return key.PublicKey;
    }

    private Task<CommandLineResult> AddAsync(string name, params string[] arguments) =>
        Good(["targets", "add", name, "--host", "192.0.2.1", "--account", "deploy", .. arguments]);

    private async Task<CommandLineResult> Good(params string[] arguments)
    {
        var result = await _gate.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
