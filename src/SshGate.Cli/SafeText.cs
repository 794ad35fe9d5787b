using System.Globalization;
using System.Text;
using SshGate.Terminal;

namespace SshGate.Cli;

/// <summary>Foreign text on the caller's terminal.</summary>
internal static class SafeText
{
    /// <summary>
    /// Text that is safe to print. What the gate has escaped already stays as it is; what it has not is escaped here, so
    /// that not even an answer of somebody else reaches the terminal as commands.
    /// </summary>
    public static string Safe(string text)
    {
        var withoutMarks = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // The characters that the escapes themselves are made of; visible, and harmless on any terminal.
            if (rune.Value is not (0x2039 or 0x203A or (>= 0x2400 and <= 0x243F)))
            {
                withoutMarks.Append(rune.ToString());
            }
        }

        var visible = withoutMarks.ToString();
        return Printable.Escape(visible) == visible ? text : Printable.Escape(text);
    }

    /// <summary>The columns of the terminal; a usual number where there is none.</summary>
    public static int TerminalWidth()
    {
        try
        {
            // A terminal of no width is one that did not say.
            return Console.IsOutputRedirected || Console.WindowWidth == 0 ? 100 : Math.Clamp(Console.WindowWidth, 40, 400);
        }
        catch (IOException)
        {
            return 100;
        }
    }

    /// <summary>The beginning of a text, for lists; what is missing is said.</summary>
    public static string Beginning(string text, int bytes, bool truncated)
    {
        const int Most = 60;
        if (text.Length <= Most && !truncated)
        {
            return text;
        }

        var end = Math.Min(Most, text.Length);
        return $"{text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)]} … ({bytes} bytes)";
    }

    /// <summary>A moment as a clock on this machine shows it.</summary>
    public static string Time(DateTimeOffset moment) =>
        moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A time span as people say it.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => "-",
        { TotalMinutes: < 2 } => $"{span.TotalSeconds:0} s",
        { TotalHours: < 2 } => $"{span.TotalMinutes:0} min",
        { TotalDays: < 2 } => $"{span.TotalHours:0} h",
        _ => $"{span.TotalDays:0} days",
    };
}
