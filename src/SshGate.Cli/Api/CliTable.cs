using Spectre.Console;

namespace SshGate.Cli.Api;

/// <summary>A static table of safe text: no markup, no colours, no cursor movement.</summary>
internal sealed class CliTable
{
    private readonly Table _table = new() { Border = TableBorder.None, ShowHeaders = true };

    public CliTable(params string[] columns)
    {
        foreach (var column in columns)
        {
            _table.AddColumn(new TableColumn(new Text(column)) { Padding = new Padding(0, 2) });
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
