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
            options.Name, options.Host, options.Account, options.Key, options.Environment, options.Shell, options.Label,
            options.HostKey, options.Scan, options.Accept, options.Json, ConfigFile.Option,
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
            await catalogue.AddAsync(target, cancellationToken);
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
        var accounts = parse.GetValue(options.Account)!.Select(text => Account(text, parse.GetValue(options.Key))).ToList();
        var given = (parse.GetValue(options.HostKey) ?? []).Select(HostKey).ToList();
        if (given.Count > 0 == parse.GetValue(options.Scan))
        {
            throw new CliException(
                ExitCodes.Usage, "host keys come from --host-key or from --scan, one of the two", "see sshgate targets scan ADDRESS");
        }

        return new Target
        {
            Name = parse.GetValue(options.Name)!,
            Host = host,
            Port = port,
            Environment = parse.GetValue(options.Environment) ?? "",
            Shell = parse.GetValue(options.Shell),
            Labels = (parse.GetValue(options.Label) ?? []).Select(Label).ToDictionary(StringComparer.Ordinal),
            HostKeys = given.Count > 0
                ? given
                : await ChooseAsync(await HostKeyScan.ScanAsync(host, port, cancellationToken), parse, options, cancellationToken),
            Accounts = accounts,
            DefaultAccount = accounts.Count > 1 ? accounts[0].Name : null,
        };
    }

    // On another thread: whoever reads the terminal waits for Enter, and Ctrl-C is to end the verb at once.
    private static Task<IReadOnlyList<SshPublicKey>> ChooseAsync(
        IReadOnlyList<SshPublicKey> found, ParseResult parse, Options options, CancellationToken cancellationToken) =>
        Task.Run(
            () => HostKeyChoice.Take(
                found,
                parse.GetValue(options.Accept) ?? [],
                parse.InvocationConfiguration.Error,
                Console.IsInputRedirected ? null : Console.In),
            CancellationToken.None).WaitAsync(cancellationToken);

    private static TargetAccount Account(string text, string? key)
    {
        var parts = text.Split('=', 2);
        return KeyReference.TryParse(parts.Length > 1 ? parts[1] : key, out var reference)
            ? new TargetAccount { Name = parts[0], Key = reference }
            : throw new CliException(
                ExitCodes.Usage,
                $"the account '{Printable.Escape(parts[0])}' has no usable key",
                "give --key NAME, or --account ACCOUNT=NAME; sshgate keys list shows the names");
    }

    private static KeyValuePair<string, string> Label(string text) => text.Split('=', 2) is [var name, var value]
        ? KeyValuePair.Create(name, value)
        : throw new CliException(ExitCodes.Usage, $"not a label: {Printable.Escape(text)}", "expected NAME=VALUE");

    private static SshPublicKey HostKey(string line) => SshPublicKey.TryParseOpenSsh(line, out var key, out _)
        ? key
        : throw new CliException(ExitCodes.Usage, "not a host key", "expected a line as in an OpenSSH .pub file: type, base64");
}
