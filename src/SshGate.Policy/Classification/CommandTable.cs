using System.Globalization;
using System.Text.RegularExpressions;

namespace SshGate.Policy.Classification;

/// <summary>The command table: data, read from text.</summary>
internal sealed class CommandTable
{
    private static readonly string[] Risks = ["interactive", "write", "opaque", "privilege", "exfil", "destructive"];

    private readonly Dictionary<string, CommandSpec> _specs = new(StringComparer.Ordinal);

    private CommandTable()
    {
    }

    /// <summary>The table that comes with the program.</summary>
    public static CommandTable BuiltIn { get; } = ReadBuiltIn();

    public CommandSpec? Find(string path) => _specs.GetValueOrDefault(path);

    /// <summary>A copy with more lines; a line for a known path replaces it. A bad line is reported, never skipped.</summary>
    public (CommandTable? Table, string? Error) Extend(IEnumerable<string> lines)
    {
        var table = new CommandTable();
        foreach (var (path, spec) in _specs)
        {
            table._specs[path] = spec;
        }

        foreach (var line in lines)
        {
            if (table.Add(line) is { } error)
            {
                return (null, error);
            }
        }

        return (table, null);
    }

    private static CommandTable ReadBuiltIn()
    {
        using var stream = typeof(CommandTable).Assembly.GetManifestResourceStream("commands.txt")!;
        using var reader = new StreamReader(stream);
        var table = new CommandTable();
        while (reader.ReadLine() is { } line)
        {
            if (table.Add(line) is { } error)
            {
                throw new InvalidOperationException($"commands.txt: {error}: {line}");
            }
        }

        return table;
    }

    private string? Add(string line)
    {
        var tokens = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (tokens.Length == 0 || tokens[0].StartsWith('#'))
        {
            return null;
        }

        if (tokens.Length < 2)
        {
            return "expected names and a kind";
        }

        var spec = ReadKind(tokens[1]);
        if (spec is null)
        {
            return $"unknown kind '{tokens[1]}'";
        }

        foreach (var token in tokens.Skip(2))
        {
            if (token.StartsWith('#'))
            {
                break;
            }

            try
            {
                var next = ReadCondition(spec, token);
                if (next is null)
                {
                    return $"unknown condition '{token}'";
                }

                spec = next;
            }
            catch (Exception failure) when (failure is ArgumentException or NotSupportedException or FormatException)
            {
                return $"bad condition '{token}': {failure.Message}";
            }
        }

        foreach (var name in tokens[0].Split(','))
        {
            _specs[name] = spec with { Path = name };
        }

        return null;
    }

    private static CommandSpec? ReadKind(string token)
    {
        var none = new CommandSpec { Path = "", Kind = CommandKind.Read };
        var (kind, rest) = token.Split(':', 2) is [var k, var r] ? (k, r) : (token, "");
        return kind switch
        {
            "read" => none,
            "verbs" => none with { Kind = CommandKind.Verbs },
            "wrap" when rest.Length == 0 => none with { Kind = CommandKind.Wrap },
            "wrap" when Risks.Contains(rest) => none with { Kind = CommandKind.WrapNever, Risk = Risk(rest) },
            "code" => none with { Kind = CommandKind.Code, Judge = rest },
            _ when Risks.Contains(kind) => none with { Kind = CommandKind.Never, Risk = Risk(kind) },
            _ => null,
        };
    }

    private static CommandSpec? ReadCondition(CommandSpec spec, string token)
    {
        var (key, value) = token.Split(':', 2) is [var k, var v] ? (k, v) : (token, "");
        return key switch
        {
            "no" => spec with { Denied = Set(value) },
            "sink" => spec with { Sinks = Set(value) },
            "only" => spec with { Allowed = Set(value) },
            "arg" => spec with { WithValue = Set(value) },
            "opt" => spec with { WithAttached = Set(value) },
            "listing" => spec with { Listing = Set(value) },
            "need" => spec with { Needed = Set(value) },
            "operands" => spec with { MaxOperands = int.Parse(value, CultureInfo.InvariantCulture) },
            "operand" => spec with { Operand = Pattern(value) },
            "not" => spec with { NotOperand = Pattern(value) },
            "words" => spec with { Words = Pattern(value) },
            "literal" => spec with { IsLiteral = true },
            "meta" => spec with { IsMetadata = true },
            "longdash" => spec with { HasLongDash = true },
            "stdin" => spec with { IsFilter = true },
            "exact" => spec with { IsExact = true },
            "pattern" => spec with { HasPattern = true },
            "default" => spec with { DefaultVerb = value },
            "skip" => spec with { Skip = int.Parse(value, CultureInfo.InvariantCulture) },
            "risk" when Risks.Contains(value) => spec with { Risk = Risk(value) },
            _ => null,
        };
    }

    private static HashSet<string> Set(string value) =>
        new(value.Split(',', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    private static Regex Pattern(string value) => new(value, RegexOptions.NonBacktracking);

    private static RiskClass Risk(string name) => Enum.Parse<RiskClass>(name, true);
}
