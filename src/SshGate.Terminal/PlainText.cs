using System.Text;

namespace SshGate.Terminal;

/// <summary>
/// Recorded output as plain text: filtered as for replay, and without colours and cursor movement. A carriage return
/// that overwrites a line begins a new one. Incremental, as <see cref="ReplayFilter"/>. Not thread-safe.
/// </summary>
public sealed class PlainText
{
    private readonly ReplayFilter _filter = new();
    private bool _hasReturn;

    /// <summary>The plain text of <paramref name="chunk"/>.</summary>
    public string Filter(ReadOnlySpan<char> chunk)
    {
        // The filter writes each sequence in one piece: ESC and one byte, ESC and two, or ESC [ to its final byte.
        var painted = _filter.Filter(chunk);
        var text = new StringBuilder(painted.Length);
        for (var i = 0; i < painted.Length; i++)
        {
            var c = painted[i];
            if (c == '\u001B')
            {
                i = EndOfSequence(painted, i);
            }
            else if (c == '\r')
            {
                _hasReturn = true;
            }
            else if (c is not ('\b' or '\u000E' or '\u000F'))
            {
                if (_hasReturn && c != '\n')
                {
                    text.Append('\n');
                }

                _hasReturn = false;
                text.Append(c);
            }
        }

        return text.ToString();
    }

    private static int EndOfSequence(string painted, int escape) => painted[escape + 1] switch
    {
        '[' => painted.AsSpan(escape + 2).IndexOfAnyInRange('@', '~') + escape + 2,
        '(' or ')' => escape + 2,
        _ => escape + 1,
    };
}
