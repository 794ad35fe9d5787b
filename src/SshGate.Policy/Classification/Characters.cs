namespace SshGate.Policy.Classification;

/// <summary>Sets of characters, written as texts.</summary>
internal static class Characters
{
    /// <summary>Whether every character is one of these.</summary>
    public static bool AreAllOf(this ReadOnlySpan<char> text, string set)
    {
        return text.IndexOfAnyExcept(set) < 0;
    }

    /// <summary>Whether any character is one of these.</summary>
    public static bool HasAnyOf(this string text, string set) => text.AsSpan().IndexOfAny(set) >= 0;
}
