using System.CommandLine;
using System.Globalization;
using SshGate.Policy;

namespace SshGate.Cli.Policy;

/// <summary>The options that say who asks for what, for the verbs that judge lines.</summary>
internal sealed class RequestOptions
{
    private readonly Option<string> _principal = New("--principal", "Who asks", "agent@example");
    private readonly Option<string> _issuer = New("--issuer", "The token's issuer", "https://issuer.example");
    private readonly Option<string> _client = New("--client", "The token's client", "client");
    private readonly Option<string?> _agent = new("--agent") { Description = "The acting agent" };
    private readonly Option<string[]> _groups = new("--group") { Description = "A group of the principal (repeatable)" };
    private readonly Option<string[]> _scopes = new("--scope") { Description = "A scope of the token (repeatable)" };
    private readonly Option<string> _target = New("--target", "The target", "target");
    private readonly Option<string> _environment = New("--environment", "The target's environment", "");
    private readonly Option<string> _account = New("--account", "The account on the target", "account");
    private readonly Option<string?> _at = new("--at") { Description = "The time asked about (default: now)" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_principal, _issuer, _client, _agent, _groups, _scopes, _target, _environment, _account, _at])
        {
            command.Options.Add(option);
        }
    }

    public PolicySubject Subject(ParseResult parse) => new()
    {
        Issuer = parse.GetValue(_issuer)!,
        Subject = parse.GetValue(_principal)!,
        ClientId = parse.GetValue(_client)!,
        Agent = parse.GetValue(_agent),
        Groups = parse.GetValue(_groups) ?? [],
        Scopes = parse.GetValue(_scopes) ?? [],
    };

    public PolicyTarget Target(ParseResult parse) => new()
    {
        Name = parse.GetValue(_target)!,
        Environment = parse.GetValue(_environment)!,
        Account = parse.GetValue(_account)!,
    };

    public DateTimeOffset Now(ParseResult parse)
    {
        var text = parse.GetValue(_at);
        if (text is null)
        {
            return TimeProvider.System.GetUtcNow();
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : throw new CliException(ExitCodes.Usage, $"--at: '{text}' is not a time", "write it as 2026-01-05T12:00:00Z");
    }

    private static Option<string> New(string name, string description, string otherwise) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };
}
