using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using SshGate.Cli.Identity;
using SshGate.Gateway.Identity.Development;

namespace SshGate.Cli.Tests.Identity;

/// <summary>The verbs that obtain and hand over tokens, against a running development issuer.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TokenVerbTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sshgate-cli-").FullName;
    private DevelopmentIssuer _issuer = null!;

    public async ValueTask InitializeAsync() =>
        _issuer = await DevelopmentIssuer.StartAsync(new DevelopmentIssuerOptions(), TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _issuer.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Dev_token_prints_a_token_of_the_asked_length()
    {
        var result = await Run("dev", "token", "--issuer", _issuer.Issuer.AbsoluteUri, "--as", "ada", "--pad", "2500");

        Assert.Equal(0, result.ExitCode);
        Assert.InRange(result.Output.Trim().Length, 2500, 2530);
        Assert.Contains("askpass", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dev_token_writes_a_private_file_and_does_not_print_the_token()
    {
        var file = Path.Combine(_folder, "token");
        var result = await Run("dev", "token", "--issuer", _issuer.Issuer.AbsoluteUri, "--as", "agent-1", "--out", file, "--json");

        Assert.Equal(file, JsonNode.Parse(result.Output)!["file"]!.GetValue<string>());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var token = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim();
        Assert.DoesNotContain(token, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.okta.com/oauth2/default")]
    [InlineData("http://192.0.2.1/oauth2/default")]
    public async Task Dev_token_refuses_any_address_but_loopback(string issuer)
    {
        var result = await Run("dev", "token", "--issuer", issuer, "--as", "ada");

        Assert.Equal(ExitCodes.Usage, result.ExitCode);
    }

    [Fact]
    public async Task Dev_token_for_nobody_is_refused()
    {
        var result = await Run("dev", "token", "--issuer", _issuer.Issuer.AbsoluteUri, "--as", "mallory");

        Assert.Equal(ExitCodes.Denied, result.ExitCode);
    }

    [Fact]
    public async Task Token_uses_the_secret_from_a_private_file_only()
    {
        var secret = Path.Combine(_folder, "secret");
        await File.WriteAllTextAsync(secret, "agent-1-secret\n", TestContext.Current.CancellationToken);
        string[] arguments = ["token", "--issuer", _issuer.Issuer.AbsoluteUri, "--client-id", "agent-1", "--client-secret-file", secret];

        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var open = await Run(arguments);
        Assert.Equal(ExitCodes.BadInput, open.ExitCode);
        Assert.Contains("chmod 600", open.Error, StringComparison.Ordinal);

        File.SetUnixFileMode(secret, UnixFileMode.UserRead);
        Assert.Equal(3, (await Run(arguments)).Output.Split('.').Length);
    }

    [Fact]
    public async Task Login_prints_the_code_and_then_the_token()
    {
        using var error = new LineWriter("Code  ");
        var login = CommandLineFixture.RunAsync(
            error,
            "login", "--issuer", _issuer.Issuer.AbsoluteUri, "--client-id", "sshgate-cli");
        var code = (await error.Found.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))[6..];
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent([new("user_code", code), new("user", "ada"), new("action", "approve")]);
        using var page = await http.PostAsync(_issuer.Issuer + "/device", form, TestContext.Current.CancellationToken);
        page.EnsureSuccessStatusCode();

        var result = await login;
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(3, result.Output.Split('.').Length);
    }

    [Fact]
    public async Task An_issuer_that_is_not_there_is_said_so()
    {
        var result = await Run("login", "--issuer", "http://127.0.0.1:1/oauth2/default", "--client-id", "x");

        Assert.Equal(ExitCodes.Unavailable, result.ExitCode);
    }

    [Fact]
    public async Task The_askpass_script_passes_the_prompt_on_as_one_argument()
    {
        var token = Path.Combine(_folder, "a 'quoted' $token");
        var program = Path.Combine(_folder, "it's a program");
        var script = Path.Combine(_folder, "askpass");
        const UnixFileMode Run = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        await File.WriteAllTextAsync(program, "#!/bin/sh\nprintf '%s|' \"$@\" \"$SSHGATE_TOKEN_FILE\"\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, Run);
        await File.WriteAllTextAsync(script, AskpassWrapper.Script([program], token), TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, Run);

        var start = new ProcessStartInfo(script, ["-o (a@b) Token part 2: \"$(id)\""]) { RedirectStandardOutput = true };
        start.Environment.Remove("SSHGATE_TOKEN_FILE");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal($"askpass|--|-o (a@b) Token part 2: \"$(id)\"|{token}|", output);
    }

    [Fact]
    public async Task Askpass_installs_a_script_that_only_its_owner_can_run()
    {
        var script = Path.Combine(_folder, "askpass");
        var result = await Run("askpass", "--install", script);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"SSH_ASKPASS='{script}'", result.Output, StringComparison.Ordinal);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(script));
    }

    private static Task<CommandLineResult> Run(params string[] arguments) => CommandLineFixture.RunAsync(arguments);
}
