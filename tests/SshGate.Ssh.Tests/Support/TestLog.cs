using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace SshGate.Ssh.Tests.Support;

/// <summary>Writes the library's log to the error stream when SSHGATE_TEST_LOG is set; collects nothing otherwise.</summary>
internal sealed class TestLog(string name) : ILoggerFactory, ILogger
{
    private static readonly bool IsOn = Environment.GetEnvironmentVariable("SSHGATE_TEST_LOG") is not null;
    private static readonly long Start = Stopwatch.GetTimestamp();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => IsOn;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsOn)
        {
            var elapsed = Stopwatch.GetElapsedTime(Start).TotalMilliseconds;
            Console.Error.WriteLine($"{elapsed:F1} {name}: {formatter(state, exception)} {exception}");
        }
    }
}
