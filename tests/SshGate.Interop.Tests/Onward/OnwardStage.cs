using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Onward;

/// <summary>One gate for the tests of its way to targets, with an authority in its vault that their servers trust.</summary>
public sealed class OnwardStage : IAsyncLifetime
{
    private DemoGate? _gate;

    internal DemoGate Gate => _gate!;

    /// <summary>The authority's public key, as it stands in the file of <c>TrustedUserCAKeys</c>.</summary>
    public string Authority { get; private set; } = "";

    /// <summary>The demo's own key, as it stands in <c>authorized_keys</c>.</summary>
    public string Key => File.ReadAllText(Path.Combine(Gate.Directory, "target", "authorized_keys")).Trim();

    public async ValueTask InitializeAsync()
    {
        _gate = await DemoGate.StartAsync();
        Authority = (await Gate.OperateAsync("keys", "generate", "ca", "--purpose", "authority")).ShouldExit(0).Output.Trim();
    }

    public ValueTask DisposeAsync() => Gate.DisposeAsync();

    /// <summary>A server that lets in who has a certificate of the authority.</summary>
    internal Task<SshdTarget> StartTrustingAsync(string more = "") => SshdTarget.StartAsync(folder => Task.FromResult(
        $"""
        TrustedUserCAKeys {folder.Write("authorities", Authority + "\n")}
        {more}
        """));

    /// <summary>A server that lets in who has the demo's key.</summary>
    internal Task<SshdTarget> StartWithKeyAsync(string more = "", int? port = null) => SshdTarget.StartAsync(
        folder => Task.FromResult(
            $"""
            {more}
            AuthorizedKeysFile {folder.Write("authorized_keys", Key + "\n")}
            """),
        port);

    /// <summary>Adds a target under a name of its own and returns the user name that leads there.</summary>
    internal async Task<string> AddAsync(string address, params string[] more)
    {
        var name = Marker.New("onward");
        (await Gate.OperateAsync(["targets", "add", name, "--host", address, "--account", Gate.Facts.Account, .. more])).ShouldExit(0);
        return $"{Gate.Facts.Account}+{name}";
    }

    /// <summary>The target's name in such a user name.</summary>
    public static string NameOf(string userName) => userName[(userName.IndexOf('+', StringComparison.Ordinal) + 1)..];

    internal Task<ProgramResult> RunAsync(string userName, string command, params string[] options) =>
        Gate.Ssh.RunAsync(Gate.Facts.Agent, command, options, userName: userName);
}
