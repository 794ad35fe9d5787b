using System.Text.RegularExpressions;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Interactive;

/// <summary>An agent at a terminal: the real ssh on a pseudo-terminal, typed into and read like a screen that scrolls.</summary>
internal sealed class AgentTerminal : IAsyncDisposable
{
    private readonly DemoGate _gate;
    private readonly RunningProgram _ssh;
    private int _seen;

    private AgentTerminal(DemoGate gate, RunningProgram ssh)
    {
        _gate = gate;
        _ssh = ssh;
    }

    /// <summary>Everything that was shown so far.</summary>
    public string Screen => _ssh.OutputSoFar;

    public static AgentTerminal Open(DemoGate gate, string? command)
    {
        var environment = gate.Ssh.AskpassEnvironment(gate.Facts.Agent);
        environment["TERM"] = "dumb";
        return new AgentTerminal(
            gate,
            RunningProgram.Start(
                Programs.Python,
                [Programs.Script("terminal.py"), "200", "50", Programs.Ssh, "-tt", .. gate.Ssh.TerminalArguments(command)],
                environment,
                isTypedInto: true));
    }

    /// <summary>Types a line.</summary>
    public Task EnterAsync(string line) => _ssh.TypeAsync(line + "\r");

    public Task TypeAsync(string keys) => _ssh.TypeAsync(keys);

    /// <summary>Waits for something new on the screen, behind what was waited for before, and returns what stood up to its end.</summary>
    public async Task<Match> SeeAsync(string pattern)
    {
        var expression = new Regex(pattern, RegexOptions.Singleline);
        var match = Match.Empty;
        await Wait.UntilAsync(
            () => (match = expression.Match(_ssh.OutputSoFar, Math.Min(_seen, _ssh.OutputSoFar.Length))).Success || _ssh.HasExited,
            () => $"/{pattern}/ on the screen:\n{Screen}");
        match = expression.Match(_ssh.OutputSoFar, Math.Min(_seen, _ssh.OutputSoFar.Length));
        Assert.True(match.Success, $"the session ended without /{pattern}/:\n{Screen}");
        _seen = match.Index + match.Length;
        return match;
    }

    /// <summary>Enters a line at the prompt and waits for the request that it becomes.</summary>
    public async Task<HeldRequest> EnterHeldAsync(string line)
    {
        await EnterAsync(line);
        return await HeldAsync();
    }

    public async Task<HeldRequest> HeldAsync() =>
        await HeldRequest.ShowAsync(_gate, (await SeeAsync(@"held for approval [^\n]*\(request ([^)\s]+)\)")).Groups[1].Value);

    public Task<ProgramResult> EndAsync() => _ssh.EndAsync();

    public ValueTask DisposeAsync() => _ssh.DisposeAsync();
}
