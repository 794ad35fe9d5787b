namespace SshGate.Cli.Tests.Identity;

/// <summary>Lets a test wait for a line that a verb prints while it runs.</summary>
internal sealed class LineWriter(string start) : StringWriter
{
    private readonly TaskCompletionSource<string> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Found => _found.Task;

    public override async Task WriteLineAsync(string? value)
    {
        await base.WriteLineAsync(value);
        if (value is not null && value.StartsWith(start, StringComparison.Ordinal))
        {
            _found.TrySetResult(value);
        }
    }
}
