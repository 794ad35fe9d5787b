using System.Text;
using SshGate.Policy;
using SshGate.Policy.Syntax;

namespace SshGate.Gateway.Lanes.Programs;

/// <summary>The start of a database client whose statements will be gated one by one: the command line that is judged, shown, sent.</summary>
/// <param name="Client">The client.</param>
/// <param name="Line">The agent's command line with <see cref="DatabaseClient.Options"/>.</param>
internal sealed record ClientStart(DatabaseClient Client, CommandLine Line)
{
    /// <summary>
    /// The input that the start is judged with and that is sent first. An empty line is no statement; with no input at all there
    /// would be nothing to judge, and the start would be judged by what might come.
    /// </summary>
    public static ReadOnlyMemory<byte> Input { get; } = "\n"u8.ToArray();

    /// <summary>
    /// The start, if the line is one simple command that reads its input as statements of a client (a wrapper such as sudo in
    /// front of it may be there); else null. With a redirection or <c>--</c> it is not known what the options would go to.
    /// </summary>
    public static ClientStart? Of(CommandLine line, CommandAnalysis analysis)
    {
        if (DatabaseClient.Of(analysis.InputLanguage) is not { } client
            || line.Syntax is not { Items: [{ IsBackground: false, Pipelines: [{ IsNegated: false, IsTimed: false, Commands: [SimpleCommand command] }] }] }
            || command is not { Redirections.Count: 0, Words: [.., var last] })
        {
            return null;
        }

        var source = line.Source.Span;
        foreach (var word in command.Words)
        {
            if (source[word.Span.Start..word.Span.End].SequenceEqual("--"u8))
            {
                return null;
            }
        }

        return source[last.Span.End..].Trim(" \t\r\n"u8).IsEmpty
            ? new ClientStart(
                client,
                CommandLine.Parse((byte[])[.. source[..last.Span.End], .. Encoding.ASCII.GetBytes(client.Options)], line.Context, line.Dialect))
            : null;
    }
}
