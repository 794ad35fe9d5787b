namespace SshGate.Interop.Tests.Support;

/// <summary>One gate for all tests that only use it and leave it as it was.</summary>
public sealed class SharedGate : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DemoGate? _gate;

    internal async Task<DemoGate> UseAsync()
    {
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _gate ??= await DemoGate.StartAsync();
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
