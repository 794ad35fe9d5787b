using System.Buffers;
using System.Text;

namespace SshGate.Terminal.Editing;

/// <summary>
/// Bytes of a client's terminal become keys: UTF-8 put together, escape sequences recognised in their xterm, VT and rxvt
/// forms, a bracketed paste taken as text. What it does not know it swallows. The state is a few bytes, whatever arrives,
/// and the keys do not depend on how the bytes were divided.
/// </summary>
internal sealed class KeyReader
{
    // Longer than any key that a terminal sends; what is longer is swallowed to its end without being kept.
    private const int MaxParameters = 16;

    // A terminal's answer to a query (a colour, a name) is shorter. After it an unterminated one lets go.
    private const int MaxControlString = 4096;

    private static ReadOnlySpan<byte> PasteEnd => "\u001b[201~"u8;

    private readonly byte[] _character = new byte[4];
    private readonly StringBuilder _parameters = new(MaxParameters);
    private State _state;
    private int _characterLength;
    private int _stringLength;
    private int _pasteEndLength;
    private bool _inPaste;
    private bool _afterReturn;

    private enum State
    {
        Ground,
        Escape,
        ControlSequence,
        SingleShift,
        FunctionKey,
        ControlString,
        ControlStringEscape,
    }

    /// <summary>Reads one byte.</summary>
    /// <returns>False if the byte was not used: the key is one that it ended; offer it again.</returns>
    public bool Read(byte value, out KeyPress key)
    {
        key = default;
        if (_characterLength > 0)
        {
            return ContinueCharacter(value, out key);
        }

        // CR LF is one end of a line, also when a pause lies between its halves.
        var isSecondHalf = _afterReturn && value == '\n';
        _afterReturn = false;
        if (isSecondHalf)
        {
            return true;
        }

        return _inPaste ? ReadPasted(value, out key) : ReadTyped(value, out key);
    }

    /// <summary>Forgets an incomplete character, sequence or paste.</summary>
    public void Reset()
    {
        _state = State.Ground;
        _characterLength = 0;
        _pasteEndLength = 0;
        _inPaste = false;
        _afterReturn = false;
    }

    private bool ContinueCharacter(byte value, out KeyPress key)
    {
        _character[_characterLength] = value;
        switch (Rune.DecodeFromUtf8(_character.AsSpan(0, _characterLength + 1), out var rune, out _))
        {
            case OperationStatus.Done:
                _characterLength = 0;
                key = Character(rune.Value);
                return true;
            case OperationStatus.NeedMoreData:
                _characterLength++;
                key = default;
                return true;
            default:
                _characterLength = 0;
                key = new KeyPress(EditKey.Broken, _character[0]);
                return false;
        }
    }

    private KeyPress Character(int value) => value is >= 0x80 and < 0xA0
        ? _inPaste ? new KeyPress(EditKey.Broken, value) : default
        : new KeyPress(EditKey.Text, value);

    private KeyPress StartCharacter(byte value)
    {
        _character[0] = value;
        if (Rune.DecodeFromUtf8(_character.AsSpan(0, 1), out _, out _) == OperationStatus.NeedMoreData)
        {
            _characterLength = 1;
            return default;
        }

        return new KeyPress(EditKey.Broken, value);
    }

    /// <summary>Everything is text until the closing mark; a control character is kept as what it is and spoils the line.</summary>
    private bool ReadPasted(byte value, out KeyPress key)
    {
        key = default;
        if (value == PasteEnd[_pasteEndLength])
        {
            _pasteEndLength++;
            if (_pasteEndLength == PasteEnd.Length)
            {
                _pasteEndLength = 0;
                _inPaste = false;
            }

            return true;
        }

        if (_pasteEndLength > 0)
        {
            _pasteEndLength = 0;
            key = new KeyPress(EditKey.Broken, '\u001b');
            return false;
        }

        _afterReturn = value == '\r';
        key = value switch
        {
            (byte)'\r' or (byte)'\n' => new KeyPress(EditKey.Text, '\n'),
            (byte)'\t' => new KeyPress(EditKey.Text, '\t'),
            < 0x20 or 0x7F => new KeyPress(EditKey.Broken, value),
            < 0x80 => new KeyPress(EditKey.Text, value),
            _ => StartCharacter(value),
        };
        return true;
    }

    private bool ReadTyped(byte value, out KeyPress key)
    {
        if (value == 0x1B)
        {
            // Also in the middle of a sequence: a new one begins. Two in a row are rxvt's Meta before a key.
            key = default;
            _state = _state == State.ControlString ? State.ControlStringEscape : State.Escape;
            return true;
        }

        if (value < 0x20 || value >= 0x80)
        {
            // BEL ends a control string; any other control breaks off what is incomplete and counts for itself.
            var isTerminator = value == 0x07 && _state is State.ControlString;
            var isMeta = _state == State.Escape && value == 0x08;
            _state = State.Ground;
            key = isTerminator ? default
                : isMeta ? new KeyPress(EditKey.KillWordLeft)
                : value >= 0x80 ? StartCharacter(value)
                : Control(value);
            return true;
        }

        key = _state switch
        {
            State.Ground => value == 0x7F ? new KeyPress(EditKey.Backspace) : new KeyPress(EditKey.Text, value),
            State.Escape => Escape(value),
            State.ControlSequence => ControlSequence(value),
            State.SingleShift => SingleShift(value),
            State.FunctionKey => Ground(EditKey.None),
            State.ControlString => ControlString(),
            State.ControlStringEscape => value == '\\' ? Ground(EditKey.None) : Escape(value),
        };
        return true;
    }

    private KeyPress Control(byte value)
    {
        _afterReturn = value == '\r';
        return new KeyPress(value switch
        {
            (byte)'\r' or (byte)'\n' => EditKey.Enter,
            0x01 => EditKey.Home,
            0x02 => EditKey.Left,
            0x03 => EditKey.Interrupt,
            0x04 => EditKey.EndOfInput,
            0x05 => EditKey.End,
            0x06 => EditKey.Right,
            0x07 => EditKey.Cancel,
            0x08 => EditKey.Backspace,
            0x0B => EditKey.KillToEnd,
            0x0C => EditKey.ClearScreen,
            0x0E => EditKey.Newer,
            0x10 => EditKey.Older,
            0x12 => EditKey.Search,
            0x15 => EditKey.KillToStart,
            0x17 => EditKey.KillBlankWord,
            0x19 => EditKey.Yank,
            // Ctrl-O, Ctrl-V, Ctrl-X, TAB and the rest: another program's bindings (catalogue A2, A4, A7).
            _ => EditKey.None,
        });
    }

    private KeyPress Escape(byte value)
    {
        switch (value)
        {
            case (byte)'[':
                _parameters.Clear();
                _state = State.ControlSequence;
                return default;
            case (byte)'O':
                _state = State.SingleShift;
                return default;
            case (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_':
                _stringLength = 0;
                _state = State.ControlString;
                return default;
            default:
                return Ground(value switch
                {
                    (byte)'b' => EditKey.WordLeft,
                    (byte)'f' => EditKey.WordRight,
                    (byte)'d' => EditKey.KillWordRight,
                    0x7F => EditKey.KillWordLeft,
                    _ => EditKey.None,
                });
        }
    }

    private KeyPress ControlString()
    {
        if (++_stringLength >= MaxControlString)
        {
            _state = State.Ground;
        }

        return default;
    }

    private KeyPress SingleShift(byte value) => Ground(value switch
    {
        // rxvt sends Ctrl with an arrow as a small letter.
        (byte)'c' => EditKey.WordRight,
        (byte)'d' => EditKey.WordLeft,
        _ => Arrow(value),
    });

    private KeyPress ControlSequence(byte value)
    {
        if (value < 0x40)
        {
            if (_parameters.Length < MaxParameters)
            {
                _parameters.Append((char)value);
            }

            return default;
        }

        if (value == '[' && _parameters.Length == 0)
        {
            // The Linux console's function keys: one more letter.
            _state = State.FunctionKey;
            return default;
        }

        var parameters = _parameters.ToString();
        if (value == '~' && parameters == "200")
        {
            _state = State.Ground;
            _inPaste = true;
            return default;
        }

        return Ground((parameters, value) switch
        {
            ("1" or "7", (byte)'~') => EditKey.Home,
            ("4" or "8", (byte)'~') => EditKey.End,
            ("3", (byte)'~') => EditKey.Delete,
            ("3;5", (byte)'~') => EditKey.KillWordRight,
            ("" or "1", _) => Arrow(value),
            // Modifiers: 3 Alt, 5 Ctrl, 7 both; with Shift and the like the plain key.
            ("1;3" or "1;5" or "1;7", (byte)'C') => EditKey.WordRight,
            ("1;3" or "1;5" or "1;7", (byte)'D') => EditKey.WordLeft,
            ("1;2" or "1;3" or "1;4" or "1;5" or "1;6" or "1;7", _) => Arrow(value),
            _ => EditKey.None,
        });
    }

    private static EditKey Arrow(byte value) => value switch
    {
        (byte)'A' => EditKey.Older,
        (byte)'B' => EditKey.Newer,
        (byte)'C' => EditKey.Right,
        (byte)'D' => EditKey.Left,
        (byte)'H' => EditKey.Home,
        (byte)'F' => EditKey.End,
        _ => EditKey.None,
    };

    private KeyPress Ground(KeyPress key)
    {
        _state = State.Ground;
        return key;
    }

    private KeyPress Ground(EditKey key) => Ground(new KeyPress(key));
}
