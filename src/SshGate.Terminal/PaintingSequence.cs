using System.Globalization;
using System.Text;

namespace SshGate.Terminal;

/// <summary>The control sequences (ECMA-48 §5.4, DEC private modes) that only paint. Everything else is dropped.</summary>
internal static class PaintingSequence
{
    // No screen is larger; a count beyond it only keeps the viewer's terminal busy.
    private const int MaxParameter = 9999;

    public static void Write(string parameters, char final, ReplayModes modes, StringBuilder output)
    {
        var isPrivate = parameters.StartsWith('?');
        if (isPrivate ? final is 'h' or 'l' : final is 'h' or 'l' && parameters.Length > 0)
        {
            WriteModes(parameters, final == 'h', modes, output);
            return;
        }

        if (isPrivate || !HasSaneNumbers(parameters) || !Paints(parameters, final))
        {
            return;
        }

        modes.Sequence(final);
        output.Append("\u001B[").Append(parameters).Append(final);
    }

    private static bool Paints(string parameters, char final) => final switch
    {
        // Cursor movement, tabulation, insertion, deletion, scrolling, repetition.
        >= 'A' and <= 'I' or 'L' or 'M' or 'P' or 'S' or 'X' or 'Z' => !parameters.Contains(':', StringComparison.Ordinal),
        '@' or '`' or 'a' or 'b' or 'd' or 'e' or 'f' or 'r' => !parameters.Contains(':', StringComparison.Ordinal),
        // Erase in display: "3" would erase the viewer's own scrollback.
        'J' => parameters is "" or "0" or "1" or "2",
        'K' => parameters is "" or "0" or "1" or "2",
        // With five parameters this starts mouse highlighting.
        'T' => !parameters.AsSpan().ContainsAny(';', ':'),
        'm' => true,
        // With parameters these are margins and keyboard protocols.
        's' or 'u' => parameters.Length == 0,
        _ => false,
    };

    private static bool HasSaneNumbers(string parameters)
    {
        foreach (var part in parameters.AsSpan().SplitAny(';', ':'))
        {
            var number = parameters.AsSpan(part);
            if (!number.IsEmpty && !(int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value <= MaxParameter))
            {
                return false;
            }
        }

        return true;
    }

    // One sequence may set several modes; each is judged alone.
    private static void WriteModes(string parameters, bool set, ReplayModes modes, StringBuilder output)
    {
        var isPrivate = parameters.StartsWith('?');
        var numbers = parameters.AsSpan(isPrivate ? 1 : 0);
        foreach (var part in numbers.Split(';'))
        {
            if (int.TryParse(numbers[part], NumberStyles.None, CultureInfo.InvariantCulture, out var mode)
                && modes.TrySet(mode, isPrivate, set))
            {
                output.Append("\u001B[").Append(isPrivate ? "?" : "")
                    .Append(CultureInfo.InvariantCulture, $"{mode}{(set ? 'h' : 'l')}");
            }
        }
    }
}
