using System.Buffers;
using System.Text;
using SshGate.Terminal.Editing;

namespace SshGate.Terminal.Tests.Editing;

/// <summary>An editor at work: begins a new line after everything that happens, and remembers what did.</summary>
internal sealed class EditorDriver
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly LineHistory _history = new();
    private readonly string _prompt;

    public EditorDriver(int columns = 80, int rows = 24, bool isPlain = false, string prompt = "$ ")
    {
        _prompt = prompt;
        Editor = new LineEditor(_history, _output, columns, rows, isPlain);
        Editor.Begin(prompt);
    }

    public LineEditor Editor { get; }

    /// <summary>What happened, as text.</summary>
    public List<string> Happened { get; } = [];

    /// <summary>What was drawn since this was last asked.</summary>
    public byte[] TakeOutput()
    {
        var drawn = _output.WrittenSpan.ToArray();
        _output.Clear();
        return drawn;
    }

    public EditorDriver Type(string text) => Type(Encoding.UTF8.GetBytes(text));

    public EditorDriver Type(ReadOnlySpan<byte> input)
    {
        while (!input.IsEmpty)
        {
            var happened = Editor.Feed(input, out var consumed);
            input = input[consumed..];
            if (happened is not null)
            {
                if (happened is EditorEvent.Line line)
                {
                    _history.Add(line.Text.Span);
                }

                Happened.Add(happened switch
                {
                    EditorEvent.Line entered => "line " + Encoding.UTF8.GetString(entered.Text.Span),
                    EditorEvent.Refused refused => "refused " + refused.Problem,
                    _ => happened.GetType().Name,
                });
                Editor.Begin(_prompt);
            }
        }

        return this;
    }
}
