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
    private readonly Option<string[]> _labels = new("--label") { Description = "A label of the target, NAME=VALUE (repeatable)" };
    private readonly Option<string> _source = New("--source", "The client's address", "127.0.0.1");
    private readonly Option<string?> _intent = new("--intent") { Description = "What the principal says it is for" };
    private readonly Option<string[]> _history = new("--history")
    {
        Description = "What the gate remembers, KEY=VALUE as in policy tests: per-minute=5, known-line=true (repeatable)",
    };

    private readonly Option<string?> _at = new("--at") { Description = "The time asked about (default: now)" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_principal, _issuer, _client, _agent, _groups, _scopes, _target, _environment, _labels, _account, _source, _intent, _history, _at])
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
        Labels = (parse.GetValue(_labels) ?? []).Select(label => Pair(label, "--label")).ToDictionary(pair => pair.Key, pair => pair.Value),
    };

    public string Source(ParseResult parse) => parse.GetValue(_source)!;

    public string? Intent(ParseResult parse) => parse.GetValue(_intent);

    /// <summary>What the options say is remembered; null when they say nothing.</summary>
    public RequestHistory? History(ParseResult parse)
    {
        var history = new RequestHistory();
        foreach (var entry in parse.GetValue(_history) ?? [])
        {
            var (key, value) = Pair(entry, "--history");
            history = key switch
            {
                "per-minute" => history with { CommandsLastMinute = Number(entry, value) },
                "per-hour" => history with { CommandsLastHour = Number(entry, value) },
                "held-per-hour" => history with { HeldLastHour = Number(entry, value) },
                "rejected-per-hour" => history with { RejectedLastHour = Number(entry, value) },
                "known-commands" => history with { KnownCommands = value.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal) },
                "known-line" => history with { IsKnownLine = value == "true" },
                "first-connection" => history with { IsFirstConnection = value == "true" },
                _ => throw new CliException(
                    ExitCodes.Usage,
                    $"--history: '{key}' is not known",
                    "known are per-minute, per-hour, held-per-hour, rejected-per-hour, known-commands, known-line and first-connection"),
            };
        }

        return parse.GetValue(_history) is { Length: > 0 } ? history : null;
    }

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

    private static int Number(string entry, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CliException(ExitCodes.Usage, $"--history: '{entry}' is not a count", "write it as per-minute=5");

    private static KeyValuePair<string, string> Pair(string text, string option) => text.Split('=', 2) is [var key, var value]
        ? new(key, value)
        : throw new CliException(ExitCodes.Usage, $"{option}: '{text}' is not NAME=VALUE");

    private static Option<string> New(string name, string description, string otherwise) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };
}
