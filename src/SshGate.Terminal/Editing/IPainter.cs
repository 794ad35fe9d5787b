using System.Buffers;

namespace SshGate.Terminal.Editing;

/// <summary>Keeps what a client's terminal shows equal to the prompt and the line.</summary>
internal interface IPainter
{
    /// <summary>Whether it can draw a cursor anywhere but at the end.</summary>
    public bool MovesCursor { get; }

    /// <summary>Draws what differs from what is shown.</summary>
    /// <param name="text">The prompt and the line.</param>
    /// <param name="lineStart">Where the prompt ends.</param>
    /// <param name="cursor">The element that the cursor stands on.</param>
    /// <param name="output">The bytes for the terminal.</param>
    public void Show(ReadOnlySpan<int> text, int lineStart, int cursor, IBufferWriter<byte> output);

    /// <summary>A new line begins: nothing is shown yet.</summary>
    public void Begin(IBufferWriter<byte> output);

    /// <summary>The line is over; the cursor stands behind it, and goes to a row of its own.</summary>
    public void End(IBufferWriter<byte> output);

    /// <summary>The terminal has another size; what was shown is drawn again with the next <see cref="Show"/>.</summary>
    public void Resize(int columns, int rows, IBufferWriter<byte> output);

    /// <summary>Clears the screen.</summary>
    public void ClearScreen(IBufferWriter<byte> output);

    /// <summary>Tells the person that a key could not be used.</summary>
    public void Bell(IBufferWriter<byte> output);
}
