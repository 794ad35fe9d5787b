using System.Text;

namespace SshGate.Terminal;

/// <summary>The modes a replay may change, and what it takes to give the viewer's terminal back as it was.</summary>
internal sealed class ReplayModes
{
    // Mode, and the state a terminal is in before and after a replay. Only modes that change how the screen is painted:
    // no keyboard, mouse, paste or window modes.
    private static readonly (int Mode, bool IsPrivate, bool Usual)[] Known =
    [
        (4, false, false), // insert
        (5, true, false), // reverse video
        (6, true, false), // origin
        (7, true, true), // auto-wrap
        (25, true, true), // cursor visible
        (47, true, false), // alternate screen, three forms
        (1047, true, false),
        (1049, true, false),
    ];

    private readonly bool[] _changed = new bool[Known.Length];
    private bool _colours;
    private bool _margins;
    private bool _characterSet;

    /// <summary>True if the mode is one a replay may set; it is then remembered.</summary>
    public bool TrySet(int mode, bool isPrivate, bool set)
    {
        for (var i = 0; i < Known.Length; i++)
        {
            if (Known[i].Mode == mode && Known[i].IsPrivate == isPrivate)
            {
                _changed[i] = set != Known[i].Usual;
                return true;
            }
        }

        // 1048 saves or restores the cursor: nothing to undo.
        return isPrivate && mode == 1048;
    }

    public void Sequence(char final)
    {
        _colours |= final == 'm';
        _margins |= final == 'r';
    }

    public void CharacterSet() => _characterSet = true;

    /// <summary>The sequences that undo what was changed; afterwards nothing is.</summary>
    public string Restore()
    {
        var text = new StringBuilder();
        if (_margins)
        {
            // Setting margins moves the cursor: save it around.
            text.Append("\u001B7\u001B[r\u001B8");
        }

        for (var i = 0; i < Known.Length; i++)
        {
            if (_changed[i])
            {
                text.Append("\u001B[").Append(Known[i].IsPrivate ? "?" : "").Append(Known[i].Mode)
                    .Append(Known[i].Usual ? 'h' : 'l');
                _changed[i] = false;
            }
        }

        if (_characterSet)
        {
            text.Append("\u001B(B\u001B)B\u000F");
        }

        if (_colours)
        {
            text.Append("\u001B[0m");
        }

        _margins = _characterSet = _colours = false;
        return text.ToString();
    }
}
