using System.Text;

namespace SshGate.Terminal.Editing;

/// <summary>Ctrl-R: what is typed narrows the search for an older statement; any other key takes the one that was found.</summary>
internal sealed class HistorySearch(LineHistory history)
{
    /// <summary>More than a person searches for.</summary>
    private const int MaxText = 256;

    private readonly List<int> _text = [];

    /// <summary>The entry that was found, or -1.</summary>
    public int Found { get; private set; } = -1;

    /// <summary>What was found.</summary>
    public ReadOnlySpan<int> Match => Found >= 0 ? history[Found] : [];

    public int[] Prompt()
    {
        var failed = _text.Count > 0 && Found < 0 ? "failed " : "";
        return [.. TextElement.Of(Encoding.UTF8.GetBytes($"({failed}reverse-i-search)`")), .. _text, '\'', ':', ' '];
    }

    public void Narrow(int element)
    {
        if (_text.Count < MaxText)
        {
            _text.Add(element);
            Found = Find(Found >= 0 ? Found + 1 : history.Count);
        }
    }

    public void Widen()
    {
        if (_text.Count > 0)
        {
            _text.RemoveAt(_text.Count - 1);
            Found = _text.Count == 0 ? -1 : Find(history.Count);
        }
    }

    public void Older()
    {
        if (_text.Count > 0 && Find(Found >= 0 ? Found : history.Count) is >= 0 and var older)
        {
            Found = older;
        }
    }

    private int Find(int before) => history.Find(_text.ToArray(), before);
}
