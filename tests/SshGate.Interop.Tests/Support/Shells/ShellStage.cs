using System.Globalization;
using System.Text.Json;

namespace SshGate.Interop.Tests.Support.Shells;

/// <summary>
/// A gate with the built-in policy in front of four accounts that differ in their login shell. Started once for all tests of
/// a collection; what a test leaves in the accounts' homes, <see cref="ShellServer.CleanAsync"/> removes.
/// </summary>
public class ShellStage : IAsyncLifetime
{
    private DemoGate? _gate;
    private ShellServer? _server;

    internal DemoGate Gate => _gate!;

    internal ShellServer Server => _server!;

    /// <summary>How the gate is started.</summary>
    private protected virtual GateSettings Settings => new();

    internal ShellTarget Target(AccountShell shell) => Server[shell];

    public async ValueTask InitializeAsync()
    {
        _gate = await DemoGate.StartAsync(Settings);
        _server = await ShellServer.StartAsync(GateKey(_gate));
        foreach (var target in _server.Targets)
        {
            await AddAsync(target);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_gate is not null)
        {
            await _gate.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The account's name as the gate wants it.</summary>
    internal static string UserName(ShellTarget target) => $"{target.Name}+{target.Name}";

    /// <summary>Plays the channels one after the other on one connection of a hostile agent.</summary>
    internal async Task<IReadOnlyList<ChannelAnswer>> PlayAsync(ShellTarget target, params IReadOnlyList<ChannelScript> scripts)
    {
        await using var agent = StartAgent(target, scripts);
        var run = (await agent.EndAsync()).ShouldExit(0);
        var answers = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ChannelAnswer.Parse).ToList();
        Assert.Equal(scripts.Count, answers.Count);
        return answers;
    }

    internal RunningProgram StartAgent(ShellTarget target, params IReadOnlyList<ChannelScript> scripts) =>
        RunningProgram.Start(
            Programs.Python,
            [
                "-W", "ignore", Programs.Script("catalogue_agent.py"),
                Gate.Facts.Port.ToString(CultureInfo.InvariantCulture), UserName(target), Gate.Facts.Agent,
            ],
            input: ChannelScript.ToInput(scripts));

    /// <summary>
    /// Plays channels none of which may come through: held, denied or refused is what the agent hears, and the target has not
    /// even been dialled.
    /// </summary>
    internal async Task<IReadOnlyList<ChannelAnswer>> NothingComesThroughAsync(
        ShellTarget target, params IReadOnlyList<ChannelScript> scripts)
    {
        var (traffic, received) = (target.Traffic, target.Received().Count);
        var answers = await PlayAsync(target, scripts);
        Assert.Equal(traffic, target.Traffic);
        Assert.Equal(received, target.Received().Count);
        Assert.All(answers, answer => Assert.False(answer.WasLetThrough, answer.ToString()));
        return answers;
    }

    private async Task AddAsync(ShellTarget target)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{target.Port}");
        var scanned = await RunningProgram.RunAsync(Programs.SshGate, ["targets", "scan", address, "--json"]);
        using var json = JsonDocument.Parse(scanned.ShouldExit(0).Output);
        var fingerprint = json.RootElement.GetProperty("host_keys")[0].GetProperty("fingerprint").GetString()!;
        (await Gate.OperateAsync(
            "targets", "add", target.Name, "--host", address, "--account", target.Name,
            "--key", "demo-target", "--scan", "--accept", fingerprint)).ShouldExit(0);
    }

    /// <summary>The gate's public key, from where its operator would put it.</summary>
    private static string GateKey(DemoGate gate) =>
        File.ReadAllText(Path.Combine(gate.Directory, "target", "authorized_keys")).Trim();
}
