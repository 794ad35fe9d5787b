namespace SshGate.Policy.Parsing;

/// <summary>Where a word stands, which decides what ends it.</summary>
internal enum WordMode
{
    /// <summary>An ordinary word.</summary>
    Plain,

    /// <summary>An argument of a declaring builtin: <c>name=( … )</c> is one word.</summary>
    Declaration,

    /// <summary>The pattern after <c>==</c> inside <c>[[ ]]</c>: extended globs are on.</summary>
    Pattern,

    /// <summary>The regular expression after <c>=~</c>: parentheses and bars belong to it.</summary>
    Regex,
}
