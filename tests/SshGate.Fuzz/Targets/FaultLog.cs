using Microsoft.Extensions.Logging;

namespace SshGate.Fuzz.Targets;

/// <summary>Keeps what the library calls a fault of its own or of its application.</summary>
internal sealed class FaultLog : ILoggerFactory, ILogger
{
    private string? _fault;

    public void Check() => Engine.BrokenLawException.Unless(Volatile.Read(ref _fault) is null, $"A fault was logged: {_fault}");

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // The others are formatted too: what a peer sent passes through there.
        var text = formatter(state, exception);
        if (logLevel >= LogLevel.Error)
        {
            Interlocked.CompareExchange(ref _fault, $"{text} {exception}", null);
        }
    }
}
