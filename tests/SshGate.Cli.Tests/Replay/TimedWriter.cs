using System.Globalization;
using System.Text;

namespace SshGate.Cli.Tests.Replay;

/// <summary>Notes each piece of text with the second it came at.</summary>
internal sealed class TimedWriter(TimeProvider time) : TextWriter
{
    public List<string> Written { get; } = [];

    public override Encoding Encoding => Encoding.UTF8;

    public override Task WriteAsync(string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Written.Add(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(0).TotalSeconds}:{value}"));
        }

        return Task.CompletedTask;
    }

    public override Task FlushAsync() => Task.CompletedTask;
}
