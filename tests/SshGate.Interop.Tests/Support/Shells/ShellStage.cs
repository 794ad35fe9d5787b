using System.Globalization;
using System.Text.Json;

namespace SshGate.Interop.Tests.Support.Shells;

/// <summary>
/// A gate with the built-in policy in front of four accounts that differ in their login shell. Started once for all tests of
/// a collection; what a test leaves in the accounts' homes, <see cref="ShellServer.CleanAsync"/> removes.
/// </summary>
public class ShellStage : IAsyncLifetime
{
    /// <summary>
    /// The gate reads a script that a line names, where the policy lets the agent read it, to judge its content (row E3), and opens
    /// SFTP for transfers whose operations it decides one by one (row D3): nothing else may arrive before a decision.
    /// </summary>
    private const string GatesOwnRead = @"\A(cd [^;&|$`]+(;|&&) *)?cat -- [^;&|$`<>\n]+\z|\A/usr/lib/openssh/sftp-server\z";

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
    internal Task<IReadOnlyList<ChannelAnswer>> PlayAsync(ShellTarget target, params IReadOnlyList<ChannelScript> scripts) =>
        PlayAsync(target, "apart", scripts);

    /// <summary>The same, all at once.</summary>
    internal Task<IReadOnlyList<ChannelAnswer>> PlayTogetherAsync(
        ShellTarget target, params IReadOnlyList<ChannelScript> scripts) => PlayAsync(target, "together", scripts);

    /// <summary>Starts one channel of a hostile agent, for the test to decide about.</summary>
    internal RunningProgram StartAgent(ShellTarget target, ChannelScript script) => StartAgent(target, "apart", [script], null);

    /// <summary>The same with another person's token.</summary>
    internal RunningProgram StartAgent(ShellTarget target, ChannelScript script, string tokenFile) =>
        StartAgent(target, "apart", [script], tokenFile);

    /// <summary>
    /// Plays channels none of which may come through: held, denied or refused is what the agent hears, and the target has not
    /// even been dialled.
    /// </summary>
    internal async Task<IReadOnlyList<ChannelAnswer>> NothingComesThroughAsync(
        ShellTarget target, params IReadOnlyList<ChannelScript> scripts)
    {
        var answers = await NothingReachesAsync(target, scripts);
        Assert.All(answers, answer => Assert.False(answer.WasLetThrough, answer.ToString()));
        return answers;
    }

    /// <summary>Plays channels of which nothing may reach the target, whatever the agent hears.</summary>
    internal async Task<IReadOnlyList<ChannelAnswer>> NothingReachesAsync(
        ShellTarget target, params IReadOnlyList<ChannelScript> scripts)
    {
        var (traffic, received) = (target.Traffic, target.Received().Count);
        var answers = await PlayAsync(target, scripts);
        var reads = target.ReceivedText().Skip(received).ToList();
        Assert.All(reads, read => Assert.Matches(GatesOwnRead, read));
        Assert.True(
            reads.Count > 0 || traffic == target.Traffic, $"the target saw {target.Traffic} instead of {traffic}");
        return answers;
    }

    /// <summary>The request that waits for a person, with this text in its command.</summary>
    internal async Task<HeldRequest> HeldAsync(ShellTarget target, string text, RunningProgram agent)
    {
        IReadOnlyList<string> pending = [];
        await Wait.UntilAsync(
            async () => agent.HasExited || (pending = await PendingAsync(target, text)).Count > 0,
            () => $"a held request of {target.Name} with '{text}'");
        Assert.True(pending.Count > 0, $"nothing was held:\n{agent.OutputSoFar}{agent.ErrorSoFar}");
        return await HeldRequest.ShowAsync(Gate, pending[0]);
    }

    /// <summary>The ids of all requests that wait, with this text in their commands.</summary>
    internal async Task<IReadOnlyList<string>> PendingAsync(ShellTarget target, string text)
    {
        var list = (await Gate.CliAsync(Gate.Facts.Approver, "approvals", "list", "--json")).ShouldExit(0);
        using var json = JsonDocument.Parse(list.Output);
        return
        [
            .. json.RootElement.EnumerateArray()
                .Where(request => request.GetProperty("target").GetString() == target.Name
                    && request.GetProperty("commandText").GetString()!.Contains(text, StringComparison.Ordinal))
                .Select(request => request.GetProperty("id").GetString()!),
        ];
    }

    private async Task<IReadOnlyList<ChannelAnswer>> PlayAsync(
        ShellTarget target, string mode, IReadOnlyList<ChannelScript> scripts)
    {
        await using var agent = StartAgent(target, mode, scripts, null);
        var run = (await agent.EndAsync()).ShouldExit(0);
        var answers = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ChannelAnswer.Parse).ToList();
        Assert.Equal(scripts.Count, answers.Count);
        return answers;
    }

    private RunningProgram StartAgent(
        ShellTarget target, string mode, IReadOnlyList<ChannelScript> scripts, string? tokenFile) =>
        RunningProgram.Start(
            Programs.Python,
            [
                "-W", "ignore", Programs.Script("catalogue_agent.py"),
                Gate.Facts.Port.ToString(CultureInfo.InvariantCulture), UserName(target), tokenFile ?? Gate.Facts.Agent, mode,
            ],
            input: ChannelScript.ToInput(scripts));

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
