using System.IO.Pipelines;
using System.Net;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Transport;

public sealed class StartTests
{
    [Fact]
    public async Task Nothing_of_a_connection_runs_on_the_thread_that_accepts_it()
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var busy = new BusyPipe(serverPipe);
        var session = new ServerSession(
            busy,
            1,
            new IPEndPoint(IPAddress.Loopback, 1),
            new SshServerOptions { HostKeys = [TestKeys.Ed25519] },
            _ => new TestServer(),
            () => { });

        // A read that keeps its thread stands for a client that always has more to say.
        var starting = Task.Run(session.Transport.Start, TestContext.Current.CancellationToken);
        await starting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        busy.Idle.Set();
        await using var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.LogInAsync();
    }

    private sealed class BusyPipe(IDuplexPipe inner) : IDuplexPipe
    {
        private readonly BusyReader _reader = new(inner.Input);

        public PipeReader Input => _reader;

        public PipeWriter Output => inner.Output;

        public ManualResetEventSlim Idle => _reader.Idle;
    }

    private sealed class BusyReader(PipeReader reader) : PipeReader
    {
        public ManualResetEventSlim Idle { get; } = new();

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            Idle.Wait(CancellationToken.None);
            return reader.ReadAsync(cancellationToken);
        }

        public override bool TryRead(out ReadResult result) => reader.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed) => reader.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
            reader.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => reader.CancelPendingRead();

        public override void Complete(Exception? exception = null) => reader.Complete(exception);
    }

    [Fact]
    public async Task Neither_side_waits_with_reading_until_its_own_version_was_read()
    {
        await using var pair = await ConnectionPair.CreateAsync(buffer: 1).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var channel = await pair.Client.OpenSessionAsync(TestContext.Current.CancellationToken);

        Assert.Equal("through\n", (await channel.RunAsync("echo through")).OutputText);
    }
}
