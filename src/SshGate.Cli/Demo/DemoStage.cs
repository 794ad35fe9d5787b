using Microsoft.Extensions.Logging;
using SshGate.Cli.Keys;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.Hosting;
using SshGate.Gateway.Identity.Development;
using SshGate.Gateway.Targets;
using SshGate.Gateway.Vault;
using SshGate.Ssh.Keys;

namespace SshGate.Cli.Demo;

/// <summary>
/// Everything on loopback: an issuer, a real sshd as target, a vault with one key, a catalogue with one target, the gate itself,
/// and tokens for two agents and four people.
/// </summary>
internal sealed class DemoStage : IAsyncDisposable
{
    /// <summary>Long enough to play a day; the demo's issuer dies with it anyway.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(12);

    private const string TargetName = "demo";
    private const string KeyName = "demo-target";

    private readonly List<IAsyncDisposable> _running;
    private readonly bool _removeDirectory;

    private DemoStage(string directory, bool removeDirectory, List<IAsyncDisposable> running)
    {
        Root = directory;
        _removeDirectory = removeDirectory;
        _running = running;
    }

    /// <summary>The folder with all state.</summary>
    public string Root { get; }

    public required DemoFacts Facts { get; init; }

    public required DemoTarget Target { get; init; }

    public required DevelopmentIssuer Issuer { get; init; }

    /// <summary>The script that stock ssh calls for the password.</summary>
    public required string Askpass { get; init; }

    /// <summary>The gate's host key, for stock ssh.</summary>
    public required string KnownHosts { get; init; }

    /// <summary>The same as a configuration file of stock ssh.</summary>
    public required string SshConfig { get; init; }

    public static async Task<DemoStage> StartAsync(DemoSettings settings, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var temporary = settings.Directory is null;
        var root = Path.GetFullPath(settings.Directory ?? System.IO.Directory.CreateTempSubdirectory("sshgate-demo-").FullName);
        System.IO.Directory.CreateDirectory(root);
        var running = new List<IAsyncDisposable>();
        try
        {
            return await StartAsync(root, temporary, settings, running, loggers, cancellationToken);
        }
        catch
        {
            await StopAsync(running, temporary ? root : null);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(_running, _removeDirectory ? Root : null);

    private static async Task<DemoStage> StartAsync(
        string root,
        bool temporary,
        DemoSettings settings,
        List<IAsyncDisposable> running,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var issuer = await DevelopmentIssuer.StartAsync(
            new DevelopmentIssuerOptions { TokenLifetime = TokenLifetime, Port = settings.IssuerPort }, clock, cancellationToken);
        running.Add(issuer);

        // The gate first: it takes the lock on the folder, so that a second demo there fails before it touches anything.
        var options = Options(root, settings, issuer);
        var gate = await GateHost.StartAsync(options, loggers, clock, cancellationToken);
        running.Add(gate);

        // A configuration like any other: `sshgate targets --config DIR/appsettings.json` works on the demo as well.
        GateOptionsFile.Save(options, Path.Combine(root, "appsettings.json"));
        var key = MakeKey(options);
        var target = await DemoTarget.StartAsync(
            System.IO.Directory.CreateDirectory(Path.Combine(root, "target")).FullName, key, cancellationToken);
        running.Add(target);
        await WriteCatalogueAsync(options, target, cancellationToken);

        var hostKey = gate.HostKeys[0].ToOpenSsh();
        var knownHosts = Path.Combine(root, "known_hosts");
        await File.WriteAllTextAsync(
            knownHosts,
            string.Concat(gate.HostKeys.Select(k => $"[127.0.0.1]:{gate.SshEndPoint.Port} {k.ToOpenSsh()}\n")),
            cancellationToken);
        var facts = new DemoFacts(
            new DemoSshFacts("127.0.0.1", gate.SshEndPoint.Port, hostKey),
            gate.ApiAddress.ToString().TrimEnd('/'),
            issuer.Issuer.AbsoluteUri,
            new DemoTargetFacts(TargetName, target.Account, "127.0.0.1", target.Port),
            WriteTokens(root, issuer),
            options.Storage.Recordings);
        var askpass = Path.Combine(root, "askpass");
        await Script.WriteAsync(askpass, $"exec '{Environment.ProcessPath}' askpass \"$@\"\n", cancellationToken);
        var sshConfig = Path.Combine(root, "ssh_config");
        await File.WriteAllTextAsync(
            sshConfig,
            $"""
            Port {gate.SshEndPoint.Port}
            UserKnownHostsFile {knownHosts}
            StrictHostKeyChecking yes
            PubkeyAuthentication no
            NumberOfPasswordPrompts 1

            """,
            cancellationToken);
        if (settings.Facts is { } file)
        {
            await WriteWholeAsync(file, facts.ToJson(), cancellationToken);
        }

        return new DemoStage(root, temporary, running)
        {
            Facts = facts,
            Target = target,
            Issuer = issuer,
            Askpass = askpass,
            KnownHosts = knownHosts,
            SshConfig = sshConfig,
        };
    }

    private static GateOptions Options(string root, DemoSettings settings, DevelopmentIssuer issuer) => new()
    {
        Storage = new StorageOptions
        {
            Data = Path.Combine(root, "data"),
            Recordings = Path.Combine(root, "recordings"),
            Keys = Path.Combine(root, "keys"),
            Targets = Path.Combine(root, "targets.yaml"),
            Policy = settings.Policy is null ? null : Path.GetFullPath(settings.Policy),
        },
        Ssh = new SshOptions { Listen = $"127.0.0.1:{settings.SshPort}" },
        Api = new ApiOptions { Listen = $"127.0.0.1:{settings.HttpPort}" },
        Identity = issuer.GateOptions(),
        Vault = new VaultOptions { MasterKey = new MasterKeyOptions { File = Path.Combine(root, "master.key") } },
    };

    private static SshPublicKey MakeKey(GateOptions options)
    {
        try
        {
            using var vault = KeyVault.Open(options.Storage.Keys, options.Vault);
            return (vault.Find(KeyName) ?? vault.Generate(KeyName, SshKeyKind.Ed25519)).PublicKey;
        }
        catch (VaultException failure)
        {
            throw VaultAccess.Explain(failure);
        }
    }

    private static async Task WriteCatalogueAsync(GateOptions options, DemoTarget target, CancellationToken cancellationToken)
    {
        var catalogue = TargetCatalogue.Open(options.Storage.Targets);
        await catalogue.SaveAsync(
            [
                new Target
                {
                    Name = TargetName,
                    Host = "127.0.0.1",
                    Port = target.Port,
                    HostKeys = target.HostKeys,
                    Environment = "demo",
                    Accounts = [new TargetAccount { Name = target.Account, Credential = new TargetCredential.Key(KeyReference.Parse(KeyName)) }],
                    DefaultAccount = target.Account,
                },
            ],
            cancellationToken);
    }

    private static DemoTokenFacts WriteTokens(string root, DevelopmentIssuer issuer)
    {
        var folder = System.IO.Directory.CreateDirectory(Path.Combine(root, "tokens")).FullName;
        return new DemoTokenFacts(
            Write("agent", "agent-1"),
            Write("agent2", "agent-2"),
            Write("approver", "ada"),
            Write("approver2", "grace"),
            Write("auditor", "audrey"),
            Write("operator", "otto"));

        string Write(string role, string name)
        {
            var file = Path.Combine(folder, role);
            var token = issuer.IssueToken(new DevelopmentTokenRequest { Name = name });
            PrivateFile.Write(file, System.Text.Encoding.ASCII.GetBytes(token));
            return file;
        }
    }

    /// <summary>A script that waits for the file sees it whole or not at all.</summary>
    private static async Task WriteWholeAsync(string file, string text, CancellationToken cancellationToken)
    {
        var part = file + ".part";
        await File.WriteAllTextAsync(part, text, cancellationToken);
        File.Move(part, file, overwrite: true);
    }

    private static async Task StopAsync(List<IAsyncDisposable> running, string? remove)
    {
        for (var i = running.Count - 1; i >= 0; i--)
        {
            await running[i].DisposeAsync();
        }

        running.Clear();
        if (remove is not null && System.IO.Directory.Exists(remove))
        {
            System.IO.Directory.Delete(remove, recursive: true);
        }
    }
}
