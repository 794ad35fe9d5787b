using System.Text;

namespace SshGate.Terminal.Editing;

/// <summary>How far a key moves. Letters and digits make a word; a blank ends a blank word; marks go with their character.</summary>
internal static class WordMotion
{
    /// <summary>Elements from the cursor back to the start of the character before it.</summary>
    public static int Left(ReadOnlySpan<int> before)
    {
        var length = 1;
        while (length < before.Length && IsMark(before[^length]))
        {
            length++;
        }

        return length;
    }

    /// <summary>Elements of the character under the cursor; 0 at the end.</summary>
    public static int Right(ReadOnlySpan<int> after)
    {
        var length = Math.Min(1, after.Length);
        while (length < after.Length && IsMark(after[length]))
        {
            length++;
        }

        return length;
    }

    /// <summary>The position of the start of the word that ends before the cursor.</summary>
    public static int WordLeft(ReadOnlySpan<int> before)
    {
        var end = before.Length;
        while (end > 0 && !IsWord(before[end - 1]))
        {
            end--;
        }

        while (end > 0 && IsWord(before[end - 1]))
        {
            end--;
        }

        return end;
    }

    /// <summary>Elements to the end of the word that the cursor stands in or before.</summary>
    public static int WordRight(ReadOnlySpan<int> after)
    {
        var start = 0;
        while (start < after.Length && !IsWord(after[start]))
        {
            start++;
        }

        while (start < after.Length && IsWord(after[start]))
        {
            start++;
        }

        return start;
    }

    /// <summary>As <see cref="WordLeft"/>, for words that only blanks divide.</summary>
    public static int BlankWordLeft(ReadOnlySpan<int> before)
    {
        var end = before.Length;
        while (end > 0 && IsBlank(before[end - 1]))
        {
            end--;
        }

        while (end > 0 && !IsBlank(before[end - 1]))
        {
            end--;
        }

        return end;
    }

    private static bool IsBlank(int element) => element is ' ' or '\t' or '\n';

    private static bool IsMark(int element) => element >= 0 && CellWidth.IsMark(element);

    private static bool IsWord(int element) => element >= 0 && (Rune.IsLetterOrDigit(new Rune(element)) || IsMark(element));
}
