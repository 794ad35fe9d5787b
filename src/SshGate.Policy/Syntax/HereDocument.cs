namespace SshGate.Policy.Syntax;

/// <summary>The body of a here-document. It follows its line, so the parser fills it in when it gets there.</summary>
public sealed class HereDocument
{
    internal HereDocument(string delimiter, bool isQuoted, bool stripsTabs)
    {
        Delimiter = delimiter;
        IsQuoted = isQuoted;
        StripsTabs = stripsTabs;
    }

    /// <summary>The delimiter after quote removal.</summary>
    public string Delimiter { get; }

    /// <summary>Whether any part of the delimiter was quoted: the body is then literal.</summary>
    public bool IsQuoted { get; }

    /// <summary>Whether leading tabs are removed (<c>&lt;&lt;-</c>).</summary>
    public bool StripsTabs { get; }

    /// <summary>The body: one literal part, or text and expansions.</summary>
    public Word Body { get; internal set; } = new(default, []);
}
