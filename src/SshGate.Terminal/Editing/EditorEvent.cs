namespace SshGate.Terminal.Editing;

/// <summary>What the client did that the editor cannot answer by itself. The editor is at rest until it begins a new line.</summary>
public abstract record EditorEvent
{
    private EditorEvent()
    {
    }

    /// <summary>A line was entered.</summary>
    /// <param name="Text">Its bytes, UTF-8, without the line feed at the end. A paste may have put line feeds into it.</param>
    public sealed record Line(ReadOnlyMemory<byte> Text) : EditorEvent;

    /// <summary>A line was entered that is not handed on.</summary>
    /// <param name="Problem">Why.</param>
    public sealed record Refused(LineProblem Problem) : EditorEvent;

    /// <summary>Ctrl-C: the line was thrown away.</summary>
    public sealed record Interrupt : EditorEvent;

    /// <summary>Ctrl-D on an empty line.</summary>
    public sealed record EndOfInput : EditorEvent;
}
