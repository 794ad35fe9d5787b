using SshGate.Policy.Tests.Classification;

namespace SshGate.Policy.Tests.Fuzzing;

/// <summary>Makes hostile lines out of the corpora: pieces of known lines cut, joined, nested, repeated and damaged.</summary>
internal sealed class LineMutator(int seed)
{
    private static readonly string[] Tokens =
    [
        " ", "\n", "\t", ";", "&", "|", "&&", "||", "(", ")", "{ ", "; }", "<", ">", ">>", "<<E\n", "\nE\n", "<<-'E' ", "<<<", "<(", ">&", "&>", "'", "\"", "`", "\\",
        "\\\n", "$", "$(", "${", "$((", "))", "$'", "$\"", "((", "[[ ", " ]]", "if ", "; then ", "; else ", "; fi", "for i in ", "; do ", "; done", "while ", "case x in ",
        ") ", ";; ", "esac", "=", "a=", "a[", "]", "]=", "+=", "=(", "! ", "#", " #", "*", "?", "~", "{a,b}", "{1..3}", "..", "é", "\0", "\u202e", "\u00a0", "x", "-x", "--", "!",
        "^", "%", ":-", "//", "@P", "time ", "coproc ", "function f ", "f() ", "eval ", "bash -c ", "sudo ", "xargs ", "find . -exec ", "cd ", "export ", "read ", "\r", "]]", "\\'", "2>&1",
    ];

    private static readonly string[] Seeds = [.. Lines("bypasses.txt"), .. Lines("harmless.txt")];

    // A fault must be found again by its seed.
#pragma warning disable CA5394
    private readonly Random _random = new(seed);

    public string Next()
    {
        var line = Seed();
        for (var steps = _random.Next(1, 8); steps > 0; steps--)
        {
            line = Mutate(line);
            if (line.Length > 4000)
            {
                line = line[..4000];
            }
        }

        return line;
    }

    /// <summary>Bytes that are no text at all.</summary>
    public byte[] NextBytes()
    {
        var bytes = new byte[_random.Next(200)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Mutate(string line)
    {
        var at = _random.Next(line.Length + 1);
        var length = _random.Next(Math.Min(30, line.Length - at) + 1);
        return _random.Next(10) switch
        {
            0 => line[..at] + Seed() + line[at..],
            1 => line[..at] + line[(at + length)..],
            2 => line[..at] + line[at..(at + length)] + line[at..],
            3 => line[..at],
            4 => Token() + line + Token(),
            5 => line + Token() + Seed(),
            6 => line[..at] + (char)_random.Next(1, 128) + line[at..],
            7 => line[..at] + string.Concat(Enumerable.Repeat(Token(), _random.Next(1, 6))) + line[at..],
            _ => line[..at] + Token() + line[at..],
        };
    }

    private string Token() => Tokens[_random.Next(Tokens.Length)];

    private string Seed() => Seeds[_random.Next(Seeds.Length)];
#pragma warning restore CA5394

    private static IEnumerable<string> Lines(string table) => CaseTable.Read(table).Select(row => row.Data.Item3);
}
