using System.Text;
using SshGate.Terminal;

namespace SshGate.Cli.Keys;

/// <summary>
/// Columns of text for people: as wide as their longest value, two spaces apart, every value made safe to show.
/// </summary>
internal static class TextTable
{
    public static string Format(string[] head, IEnumerable<string[]> rows)
    {
        var lines = rows.Select(row => row.Select(Printable.Escape).ToArray()).Prepend(head).ToList();
        var widths = Enumerable.Range(0, head.Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(string.Join("  ", line.Select((value, column) => value.PadRight(widths[column]))).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
