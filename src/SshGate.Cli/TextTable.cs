using System.Text;

namespace SshGate.Cli;

/// <summary>
/// A static table of safe text: no markup, no colours, no cursor movement. Every line is one row with at least two spaces
/// between its columns, on a terminal and in a pipe alike; nothing is cut or wrapped, so that <c>grep</c> and <c>cut</c> work.
/// </summary>
internal sealed class TextTable
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    public TextTable(params string[] columns) => _rows.Add(columns);

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(SafeText.Safe)]);

    /// <summary>The whole table, each line ended.</summary>
    public static string Format(string[] columns, IEnumerable<string[]> rows)
    {
        var table = new TextTable(columns);
        foreach (var row in rows)
        {
            table.Add(row);
        }

        using var text = new StringWriter { NewLine = "\n" };
        table.Write(text);
        return text.ToString();
    }

    public void Write(TextWriter output)
    {
        var widths = Enumerable.Range(0, _rows[0].Length)
            .Select(column => _rows.Max(row => Width(row[column])))
            .ToArray();
        foreach (var row in _rows)
        {
            var line = new StringBuilder();
            for (var column = 0; column < row.Length; column++)
            {
                line.Append(row[column]).Append(' ', widths[column] - Width(row[column])).Append(Gap);
            }

            output.WriteLine(line.ToString().TrimEnd(' '));
        }
    }

    private static int Width(string text) => text.EnumerateRunes().Count();
}
