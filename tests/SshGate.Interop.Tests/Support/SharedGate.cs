namespace SshGate.Interop.Tests.Support;

/// <summary>One gate for all tests that only use it and leave it as it was.</summary>
public class SharedGate : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly GateSettings? _settings;
    private DemoGate? _gate;

    public SharedGate()
    {
    }

    private protected SharedGate(GateSettings settings) => _settings = settings;

    internal async Task<DemoGate> UseAsync()
    {
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _gate ??= await DemoGate.StartAsync(_settings);
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
        GC.SuppressFinalize(this);
    }
}
