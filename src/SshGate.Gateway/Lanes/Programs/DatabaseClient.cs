using System.Text;
using SshGate.Policy;

namespace SshGate.Gateway.Lanes.Programs;

/// <summary>
/// What the gate knows of a database client that reads statements from its standard input: its language, how it is started so
/// that it goes on after an error and hides nothing, and a question that the client answers by itself, without its server.
/// </summary>
/// <remarks>
/// The question keeps the client and the judge together: it empties what the client may have kept of a statement, and its
/// answer carries a word that nobody can guess. As long as the answer is missing (the statement runs, or the client takes the
/// question for a part of an open string) nothing more is sent, so no statement can become a piece of another one.
/// </remarks>
/// <param name="Language">The language of its statements.</param>
/// <param name="Name">For the prompt.</param>
/// <param name="Options">What is added to its command line: standard error in the order of the output, and for mysql no stop at an error and no buffering.</param>
internal sealed record DatabaseClient(CommandContext Language, string Name, string Options)
{
    private static readonly DatabaseClient[] All =
    [
        new(CommandContext.Psql, "psql", " 2>&1"),
        new(CommandContext.Mysql, "mysql", " --unbuffered --force --table 2>&1"),
        new(CommandContext.Redis, "redis", " 2>&1"),
    ];

    /// <summary>The prompt before a statement.</summary>
    public string Prompt => $"{Name}> ";

    /// <summary>The prompt before a further line of one.</summary>
    public string Continuation => $"{new string(' ', Name.Length - 1)}-> ";

    /// <summary>The client of a language; null when there is none whose statements are gated.</summary>
    public static DatabaseClient? Of(CommandContext? language) => Array.Find(All, client => client.Language == language);

    /// <summary>The question with an unguessable word, and what the answer begins and ends with.</summary>
    public ClientQuestion Ask(string word) => Language switch
    {
        // \r empties the buffer, and says so in the user's language: everything between the two words is the answer.
        CommandContext.Psql => new(Bytes($"\\echo {word}b\n\\r\n\\echo {word}e\n"), Bytes($"{word}b\n"), Bytes($"{word}e\n")),
        // \c empties the buffer, \p prints it, \w (no warnings, as it is) makes the client flush.
        CommandContext.Mysql => new(
            Bytes($"\\c\n{word}\\p\\c\\w\n"), Bytes($"--------------\n{word}\n--------------\n\n"), ReadOnlyMemory<byte>.Empty),
        // A line is a statement here; the lone quote makes the client flush.
        CommandContext.Redis => new(Bytes($":{word}\n\"\n"), Bytes($"unknown redis-cli internal command ':{word}'\n"), Bytes("Invalid argument(s)\n")),
        _ => throw new InvalidOperationException($"no client reads {Language}"),
    };

    /// <summary>Whether a statement only leaves the client; the gate then ends the client's input itself.</summary>
    public static bool IsLeave(ReadOnlySpan<byte> statement) =>
        Encoding.Latin1.GetString(statement).Trim().TrimEnd(';').TrimEnd().ToLowerInvariant() is "quit" or "exit" or "\\q";

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
