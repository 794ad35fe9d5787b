using System.CommandLine;
using SshGate.Gateway.Targets;
using SshGate.Gateway.Vault;
using SshGate.Policy;
using SshGate.Ssh.Keys;
using SshGate.Terminal;

namespace SshGate.Cli.Targets;

/// <summary><c>sshgate targets add</c>: a new target, whose host keys somebody has vouched for.</summary>
internal static class TargetsAddCommand
{
    private sealed record Options
    {
        public Argument<string> Name { get; } = new("name") { Description = "The name that agents use" };

        public Option<string> Host { get; } = new("--host") { Description = "host, host:port or [address]:port", Required = true };

        public Option<string[]> Account { get; } = new("--account")
        {
            Description = "An account: NAME with --key, or NAME=KEY; may be given several times, the first is the default",
            Required = true,
        };

        public Option<string?> Key { get; } = new("--key") { Description = "The vault's key for accounts that name none" };

        public CertificateOptions Certificate { get; } = new();

        public Option<string?> Environment { get; } = new("--environment") { Description = "For the policy: production, staging …" };

        public Option<ShellDialect> Shell { get; } = new("--shell") { Description = "The accounts' shell: posix (some POSIX shell), bash, zsh or none" };

        public Option<string[]> Label { get; } = new("--label")
        {
            Description = "For the policy: NAME=VALUE; may be given several times",
        };

        public Option<string[]> HostKey { get; } = new("--host-key")
        {
            Description = "A host key as a line of an OpenSSH .pub file; may be given several times",
        };

        public Option<string[]> HostAuthority { get; } = new("--host-authority")
        {
            Description = "A key whose certificates for the host's name are accepted, beside or instead of host keys; may be given several times",
        };

        public Option<string?> Jump { get; } = new("--jump") { Description = "Reach it through another target: TARGET or ACCOUNT+TARGET" };

        public Option<string[]> Insecure { get; } = new("--insecure")
        {
            Description = "A broken algorithm that this machine cannot do without: ssh-rsa, diffie-hellman-group14-sha1 or hmac-sha1",
        };

        public Option<bool> Scan { get; } = new("--scan") { Description = "Ask the machine for its host keys, show them, and ask you" };

        public Option<string[]> Accept { get; } = new("--accept")
        {
            Description = "With --scan: the fingerprint that you have compared; pins that key without asking; may be given several times",
        };

        public Option<bool> Json { get; } = TargetsCommand.JsonOption();
    }

    public static Command Create()
    {
        var options = new Options();
        var command = new Command("add", "Add a target; its host keys come from --host-key, or from --scan after you have compared them")
        {
            options.Name, options.Host, options.Jump, options.Account, options.Key, options.Certificate.Authority,
            options.Certificate.Principal, options.Certificate.ValidMinutes, options.Certificate.SourceAddress, options.Environment,
            options.Shell, options.Label, options.HostKey, options.HostAuthority, options.Scan, options.Accept, options.Insecure,
            options.Json, ConfigFile.Option,
        };
        command.SetAction((parse, cancellationToken) => TargetsCommand.UseAsync(parse, async catalogue =>
        {
            var name = parse.GetValue(options.Name)!;
            if (catalogue.Targets.Any(known => known.Name == name))
            {
                throw new CliException(
                    ExitCodes.BadInput,
                    $"there is a target named '{Printable.Escape(name)}' already",
                    $"choose another name, or remove it first: sshgate targets remove {Printable.Escape(name)}");
            }

            var target = await ReadAsync(parse, options, cancellationToken);
            try
            {
                await catalogue.AddAsync(target, cancellationToken);
            }
            catch (TargetFileException bad)
            {
                throw new CliException(
                    ExitCodes.BadInput, bad.Message, "the line is the one that the new target would have had; the file was not changed", bad);
            }

            await parse.InvocationConfiguration.Output.WriteLineAsync(parse.GetValue(options.Json)
                ? TargetText.Document(target).ToJsonString()
                : $"added {target.Name}: {string.Join(", ", target.Accounts.Select(account => $"{account.Name}+{target.Name}"))}");
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static async Task<Target> ReadAsync(ParseResult parse, Options options, CancellationToken cancellationToken)
    {
        var (host, port) = HostKeyScan.ParseAddress(parse.GetValue(options.Host)!);
        var accounts = parse.GetValue(options.Account)!
            .Select(text => Account(text, parse.GetValue(options.Key), options.Certificate, parse))
            .ToList();
        options.Certificate.RequireUse(parse, accounts);
        var jump = Jump(parse.GetValue(options.Jump));
        var keys = await HostKeysAsync(parse, options, host, port, jump, cancellationToken);
        return new Target
        {
            Name = parse.GetValue(options.Name)!,
            Host = host,
            Port = port,
            Jump = jump,
            Environment = parse.GetValue(options.Environment) ?? "",
            Shell = parse.GetValue(options.Shell),
            Labels = (parse.GetValue(options.Label) ?? []).Select(Label).ToDictionary(StringComparer.Ordinal),
            HostKeys = keys,
            HostAuthorities = [.. (parse.GetValue(options.HostAuthority) ?? []).Select(HostKeyChoice.Read)],
            InsecureAlgorithms = parse.GetValue(options.Insecure) ?? [],
            Accounts = accounts,
            DefaultAccount = accounts.Count > 1 ? accounts[0].Name : null,
        };
    }

    private static async Task<IReadOnlyList<SshPublicKey>> HostKeysAsync(
        ParseResult parse, Options options, string host, int port, TargetJump? jump, CancellationToken cancellationToken)
    {
        SshPublicKey[] given = [.. (parse.GetValue(options.HostKey) ?? []).Select(HostKeyChoice.Read)];
        var isScan = parse.GetValue(options.Scan);
        if (isScan ? given.Length > 0 : given.Length == 0 && parse.GetValue(options.HostAuthority) is not { Length: > 0 })
        {
            throw new CliException(
                ExitCodes.Usage,
                "host keys come from --host-key or from --scan, one of the two, or are vouched for by a --host-authority",
                "see sshgate targets scan ADDRESS");
        }

        if (isScan && jump is not null)
        {
            throw new CliException(
                ExitCodes.Usage,
                "--scan dials from here, which is not the way that leads through --jump",
                "give --host-key with a line of the machine's own /etc/ssh/ssh_host_*_key.pub");
        }

        return isScan
            ? await HostKeyChoice.ScanAsync(host, port, parse.GetValue(options.Accept) ?? [], parse.InvocationConfiguration.Error, cancellationToken)
            : given;
    }

    private static TargetJump? Jump(string? text) => text is null ? null
        : TargetJump.TryParse(text, out var jump) ? jump
        : throw new CliException(ExitCodes.Usage, $"not a target: {Printable.Escape(text)}", "expected TARGET or ACCOUNT+TARGET");

    private static TargetAccount Account(string text, string? key, CertificateOptions certificate, ParseResult parse)
    {
        var parts = text.Split('=', 2);
        TargetCredential? credential = parts.Length > 1 ? Key(parts[1])
            : key is not null ? Key(key)
            : certificate.Read(parse, parts[0]);
        return credential is not null
            ? new TargetAccount { Name = parts[0], Credential = credential }
            : throw new CliException(
                ExitCodes.Usage,
                $"the account '{Printable.Escape(parts[0])}' has no usable key",
                "give --key NAME, --authority NAME, or --account ACCOUNT=NAME; sshgate keys list shows the names");
    }

    private static TargetCredential.Key? Key(string text) =>
        KeyReference.TryParse(text, out var reference) ? new TargetCredential.Key(reference) : null;

    private static KeyValuePair<string, string> Label(string text) => text.Split('=', 2) is [var name, var value]
        ? KeyValuePair.Create(name, value)
        : throw new CliException(ExitCodes.Usage, $"not a label: {Printable.Escape(text)}", "expected NAME=VALUE");
}
