using Spectre.Console;

namespace SshGate.Cli.Api;

/// <summary>A static table of safe text: no markup, no colours, no cursor movement.</summary>
internal sealed class CliTable
{
    private readonly Table _table = new() { Border = TableBorder.None, ShowHeaders = true };
    private readonly string _wide;

    /// <param name="columns">The headings; the last column is the one that may be broken over lines.</param>
    public CliTable(params string[] columns)
    {
        _wide = columns[^1];
        foreach (var column in columns)
        {
            _table.AddColumn(new TableColumn(new Text(column)) { Padding = new Padding(0, 0, 2, 0), NoWrap = column != _wide });
        }
    }

    public void Add(params string[] cells) =>
        _table.AddRow(cells.Select(cell => new Text(CliText.Safe(cell))));

    public void Write(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = CliText.TerminalWidth();
        console.Write(_table);
    }
}
