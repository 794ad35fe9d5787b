using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using SshGate.Cli.Tests.Identity;
using SshGate.Ssh.Keys;

namespace SshGate.Cli.Tests.Keys;

/// <summary>R10 at the command line: keys go in, and only public halves come out.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KeysVerbTests : IDisposable
{
    private readonly GateFolder _gate = new();

    public void Dispose() => _gate.Dispose();

    [Theory]
    [InlineData("ed25519", "ssh-ed25519 ")]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256 ")]
    public async Task Generate_prints_the_line_for_the_target(string type, string start)
    {
        var result = await Good("keys", "generate", "web", "--type", type);

        Assert.StartsWith(start, result.Output, StringComparison.Ordinal);
        Assert.EndsWith(" sshgate:web@1\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("SHA256:", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_verb_ever_prints_a_private_key()
    {
        using var key = SshPrivateKey.Generate(SshKeyKind.Ed25519);
        using var text = key.ExportOpenSsh("c");
        await File.WriteAllBytesAsync(_gate.File("id"), text.Span.ToArray(), TestContext.Current.CancellationToken);
        File.SetUnixFileMode(_gate.File("id"), UnixFileMode.UserRead);
        CommandLineResult[] results =
        [
            await Good("keys", "import", "web", _gate.File("id")),
            await Good("keys", "list"),
            await Good("keys", "list", "--json"),
            await Good("keys", "rotate", "web", "--json"),
            await Good("keys", "remove", "web@1", "--json"),
        ];

        var secret = Convert.ToBase64String(text.Span)[400..440];
        Assert.All(results, result => Assert.DoesNotContain("PRIVATE", result.Output + result.Error, StringComparison.Ordinal));
        Assert.All(results, result => Assert.DoesNotContain(secret, result.Output + result.Error, StringComparison.Ordinal));
        Assert.Contains(key.PublicKey.Fingerprint, results[1].Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_refuses_a_file_that_others_may_read()
    {
        await File.WriteAllTextAsync(_gate.File("id"), "x", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(_gate.File("id"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var result = await _gate.RunAsync("keys", "import", "web", _gate.File("id"));

        Assert.Equal(ExitCodes.BadInput, result.ExitCode);
        Assert.Contains("chmod 600", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_a_target_uses_is_not_removed_by_accident()
    {
        using var host = SshPrivateKey.Generate(SshKeyKind.Ed25519);
        await Good("keys", "generate", "web");
        await Good("keys", "rotate", "web");
        await Good(
            "targets", "add", "web-1", "--host", "192.0.2.1", "--account", "deploy", "--key", "web", "--host-key", host.PublicKey.ToOpenSsh());

        Assert.Equal(ExitCodes.Usage, (await _gate.RunAsync("keys", "remove", "web")).ExitCode);
        Assert.Equal(ExitCodes.Denied, (await _gate.RunAsync("keys", "remove", "web@2")).ExitCode);
        Assert.Equal(ExitCodes.Denied, (await _gate.RunAsync("keys", "remove", "web", "--all")).ExitCode);
        await Good("keys", "remove", "web@1");
        await Good("targets", "remove", "web-1");
        await Good("keys", "remove", "web@2");
        Assert.Equal(ExitCodes.No, (await _gate.RunAsync("keys", "remove", "web@2")).ExitCode);
    }

    [Fact]
    public async Task A_locked_vault_says_what_to_do()
    {
        await Good("keys", "generate", "web");
        File.Delete(_gate.File("keys/master.key"));
        var result = await _gate.RunAsync("keys", "list");

        Assert.Equal(ExitCodes.Unavailable, result.ExitCode);
        Assert.Contains("the vault is locked", result.Error, StringComparison.Ordinal);
        Assert.Contains("Vault.MasterKey", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_is_named_and_the_exit_code_says_no()
    {
        await Good("keys", "generate", "web");
        var file = _gate.File("keys/web@1.sealed");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
        json["purpose"] = "Host";
        await File.WriteAllTextAsync(file, json.ToJsonString(), TestContext.Current.CancellationToken);
        var result = await _gate.RunAsync("keys", "list", "--json");

        Assert.Equal(ExitCodes.No, result.ExitCode);
        Assert.Equal("web@1.sealed", JsonNode.Parse(result.Output)!["problems"]![0]!["file"]!.GetValue<string>());
    }

    private async Task<CommandLineResult> Good(params string[] arguments)
    {
        var result = await _gate.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
