using System.Globalization;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Shell;

/// <summary>The real <c>ssh -t</c> in a real terminal emulator: tmux, whose screen can be read and whose size can be changed.</summary>
internal sealed class TmuxScreen : IAsyncDisposable
{
    private readonly string _name = Marker.New("tmux");
    private readonly TestFolder _folder = new();

    private TmuxScreen()
    {
    }

    /// <summary>The rows of the screen, without blanks at their ends and empty rows at the bottom.</summary>
    public async Task<string> ReadAsync() => (await TmuxAsync("capture-pane", "-p")).Output.TrimEnd('\n');

    public static async Task<TmuxScreen> StartAsync(DemoGate gate, int columns, int rows)
    {
        var screen = new TmuxScreen();
        string[] ssh = ["env", .. Variables(gate), Programs.Ssh, .. gate.Ssh.Arguments(null, ["-t", "-o", "LogLevel=ERROR"], null)];
        await screen.TmuxAsync(
            ["-f", "/dev/null", "new-session", "-d", "-x", Number(columns), "-y", Number(rows), .. ssh]);
        await screen.ShowsAsync("~$ ");
        return screen;
    }

    /// <summary>Types text, or keys by their tmux names.</summary>
    public Task TypeAsync(params string[] keys) => TmuxAsync(["send-keys", .. keys]);

    /// <summary>Pastes as a terminal does that was asked to mark pastes.</summary>
    public async Task PasteAsync(string text)
    {
        await TmuxAsync("set-buffer", text);
        await TmuxAsync("paste-buffer", "-p");
    }

    public Task ResizeAsync(int columns, int rows) =>
        TmuxAsync("resize-window", "-x", Number(columns), "-y", Number(rows));

    /// <summary>Waits until the screen ends with a text; blanks at the ends of rows do not count.</summary>
    public async Task ShowsAsync(string ending)
    {
        var screen = "";
        var wanted = string.Join('\n', ending.Split('\n').Select(row => row.TrimEnd()));
        await Wait.UntilAsync(
            async () => (screen = await ReadAsync()).EndsWith(wanted, StringComparison.Ordinal),
            () => $"the screen to end with:\n{wanted}\nit shows:\n{screen}");
    }

    public async ValueTask DisposeAsync()
    {
        await TmuxAsync("kill-server");
        _folder.Dispose();
    }

    private static IEnumerable<string> Variables(DemoGate gate) =>
        gate.Ssh.AskpassEnvironment(gate.Facts.Agent).Select(variable => $"{variable.Key}={variable.Value}");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Task<ProgramResult> TmuxAsync(params string[] arguments) => RunningProgram.RunAsync(
        Programs.Tmux, ["-L", _name, .. arguments], new Dictionary<string, string> { ["TMUX_TMPDIR"] = _folder.Path });
}
