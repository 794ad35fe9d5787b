using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Clients;

/// <summary>One connection of OpenSSH that other calls of ssh share: ControlMaster, as editors and Ansible use it.</summary>
internal sealed class SharedConnection : IAsyncDisposable
{
    private readonly DemoGate _gate;
    private readonly TestFolder _folder = new();
    private readonly RunningProgram _master;

    private SharedConnection(DemoGate gate)
    {
        _gate = gate;
        _master = gate.Ssh.Start(gate.Facts.Agent, null, [.. Control, "-o", "ControlMaster=yes", "-N"]);
    }

    public bool IsUp => !_master.HasExited;

    private string[] Control => ["-o", "ControlPath=" + _folder.File("c"), "-o", "ControlPersist=no"];

    public static async Task<SharedConnection> OpenAsync(DemoGate gate)
    {
        var connection = new SharedConnection(gate);
        await Wait.UntilAsync(
            () => File.Exists(connection._folder.File("c")) || !connection.IsUp,
            () => $"the control socket\n{connection._master.ErrorSoFar}");
        Assert.True(connection.IsUp, connection._master.ErrorSoFar);
        return connection;
    }

    /// <summary>A channel of its own, to be typed into. There is no token: without the master this cannot log in.</summary>
    public RunningProgram Start(string command) => RunningProgram.Start(
        Programs.Ssh,
        _gate.Ssh.Arguments(command, [.. Control, "-o", "ControlMaster=no"], null),
        _gate.Ssh.AskpassEnvironment("/nonexistent"),
        isTypedInto: true);

    public Task<ProgramResult> RunAsync(string command, byte[]? input = null) =>
        _gate.Ssh.RunAsync("/nonexistent", command, [.. Control, "-o", "ControlMaster=no"], input);

    public async ValueTask DisposeAsync()
    {
        await _master.DisposeAsync();
        _folder.Dispose();
    }
}
