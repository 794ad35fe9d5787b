namespace SshGate.Cli.Tests;

public sealed class PersonAtTerminalTests
{
    [Fact]
    public async Task Ctrl_C_ends_the_question_without_an_answer()
    {
        using var person = new SilentReader();
        using var ended = new CancellationTokenSource();
        var answer = PersonAtTerminal.ReadLineAsync(person, ended.Token);

        await ended.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    private sealed class SilentReader : TextReader
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override string? ReadLine()
        {
            _ended.Task.Wait(CancellationToken.None);
            return null;
        }

        protected override void Dispose(bool disposing)
        {
            _ended.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
