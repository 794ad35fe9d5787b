using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Shell;

/// <summary>One gate for the tests of the managed shell, with a policy that lets them look at their terminal.</summary>
public sealed class ShellGate : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DemoGate? _gate;

    internal async Task<DemoGate> UseAsync()
    {
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _gate ??= await DemoGate.StartAsync(new GateSettings { Policy = Policies.ManagedShell });
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_gate is not null)
        {
            await _gate.DisposeAsync();
        }

        _turn.Dispose();
    }
}
