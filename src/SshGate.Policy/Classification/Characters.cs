namespace SshGate.Policy.Classification;

/// <summary>Sets of characters, written as texts.</summary>
internal static class Characters
{
    /// <summary>Whether every character is one of these.</summary>
    public static bool AreAllOf(this ReadOnlySpan<char> text, string set)
    {
        foreach (var c in text)
        {
            if (!set.Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether any character is one of these.</summary>
    public static bool HasAnyOf(this string text, string set)
    {
        foreach (var c in text)
        {
            if (set.Contains(c, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
