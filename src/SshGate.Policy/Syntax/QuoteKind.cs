namespace SshGate.Policy.Syntax;

/// <summary>How a <see cref="QuotedPart"/> was written.</summary>
public enum QuoteKind
{
    /// <summary><c>\x</c></summary>
    Backslash,

    /// <summary><c>'…'</c></summary>
    Single,

    /// <summary>Text between double quotes.</summary>
    Double,

    /// <summary><c>$'…'</c>, decoded.</summary>
    AnsiC,
}
