using System.Buffers;
using System.Text;
using System.Threading.Channels;
using SshGate.Gateway.Lanes.Shell;
using SshGate.Ssh.Connection;
using SshGate.Terminal.Editing;

namespace SshGate.Gateway.Tests.Lanes.Shell;

public sealed class ShellInputTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<ChannelRead> _channel = Channel.CreateBounded<ChannelRead>(1);
    private readonly CancellationTokenSource _stop = new();
    private Task _pumping = Task.CompletedTask;

    [Fact]
    public async Task What_is_typed_ahead_waits_and_is_edited_then()
    {
        var input = Start(hasTerminal: true);
        input.Enter(ShellInputMode.Busy);
        await TypeAsync("ls\rpwd\r");
        input.Enter(ShellInputMode.Idle);

        var editor = new LineEditor(new LineHistory(), new ArrayBufferWriter<byte>(), 80, 24, isPlain: false);
        Assert.Equal("ls", Line(input, editor));
        Assert.Equal("pwd", Line(input, editor));
    }

    [Fact]
    public async Task Ctrl_C_interrupts_what_runs_and_drops_what_was_typed_before_it()
    {
        var input = Start(hasTerminal: true);
        input.Enter(ShellInputMode.Busy);
        await TypeAsync("rm -r ");
        await TypeAsync("x\r\u0003y");

        await input.InterruptAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("y", Encoding.UTF8.GetString(input.Take().Span));
    }

    [Fact]
    public async Task Ctrl_C_that_was_typed_behind_a_statement_is_for_that_statement()
    {
        var input = Start(hasTerminal: true);
        await TypeAsync("next\r\u0003");

        input.Enter(ShellInputMode.Busy);

        await input.InterruptAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(input.Take().IsEmpty);
    }

    [Fact]
    public async Task A_Ctrl_C_of_an_earlier_statement_does_not_meet_the_next_one()
    {
        var input = Start(hasTerminal: true);
        input.Enter(ShellInputMode.Busy);
        await TypeAsync("\u0003");
        input.Enter(ShellInputMode.Idle);

        input.Enter(ShellInputMode.Busy);

        Assert.False(input.InterruptAsync(_stop.Token).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Too_much_typed_ahead_is_dropped_whole_and_the_rest_of_its_line_too()
    {
        var input = Start(hasTerminal: true);
        input.Enter(ShellInputMode.Busy);
        await TypeAsync("rm -r /tmp/x" + new string('y', ShellInput.MaxPending));
        Assert.True(input.Take().IsEmpty);

        input.Enter(ShellInputMode.Idle);
        Assert.True(input.TakeOverflow());
        await TypeAsync("/z\rls\r");

        Assert.Equal("ls\r", Encoding.UTF8.GetString(input.Take().Span));
        Assert.False(input.TakeOverflow());
    }

    [Fact]
    public async Task Ctrl_C_is_seen_behind_too_much()
    {
        var input = Start(hasTerminal: true);
        input.Enter(ShellInputMode.Busy);
        await TypeAsync(new string('y', 2 * ShellInput.MaxPending));
        await TypeAsync("\u0003ls\r");

        await input.InterruptAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.False(input.TakeOverflow());
        Assert.Equal("ls\r", Encoding.UTF8.GetString(input.Take().Span));
    }

    [Fact]
    public async Task A_script_waits_outside_when_there_is_no_room_and_loses_nothing()
    {
        var input = Start(hasTerminal: false);
        input.Enter(ShellInputMode.Busy);
        var script = new string('x', ShellInput.MaxPending) + "\u0003tail";
        await _channel.Writer.WriteAsync(Data(script), TestContext.Current.CancellationToken);
        await _channel.Writer.WriteAsync(new ChannelRead(ChannelReadKind.Eof, default), TestContext.Current.CancellationToken);

        var taken = new StringBuilder();
        while (!input.IsOver)
        {
            await input.WaitAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
            var piece = input.Take();
            Assert.InRange(piece.Length, 0, ShellInput.MaxPending);
            taken.Append(Encoding.UTF8.GetString(piece.Span));
        }

        Assert.Equal(script, taken.ToString());
    }

    [Theory]
    [InlineData(true, true, "INT", true)]
    [InlineData(false, true, "INT", true)]
    [InlineData(true, false, "INT", true)]
    [InlineData(false, false, "INT", false)]
    [InlineData(true, true, "TERM", false)]
    public void Only_the_signal_of_Ctrl_C_is_taken(bool hasTerminal, bool isBusy, string signal, bool isTaken)
    {
        var input = Start(hasTerminal);
        input.Enter(isBusy ? ShellInputMode.Busy : ShellInputMode.Idle);

        Assert.Equal(isTaken, input.Signal(signal));
    }

    [Fact]
    public void A_resize_ends_the_wait_and_is_told_once()
    {
        var input = Start(hasTerminal: true);
        var waiting = input.WaitAsync(_stop.Token).AsTask();
        Assert.False(waiting.IsCompleted);

        input.Resize(new TerminalSize(1, 2, 0, 0));

        Assert.Equal(1u, input.TakeResize()!.Value.Columns);
        Assert.Null(input.TakeResize());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pumping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static ChannelRead Data(string text) => new(ChannelReadKind.Data, Encoding.UTF8.GetBytes(text));

    private static string? Line(ShellInput input, LineEditor editor)
    {
        editor.Begin("$ ");
        return input.Feed(editor) is EditorEvent.Line line ? Encoding.UTF8.GetString(line.Text.Span) : null;
    }

    private ShellInput Start(bool hasTerminal)
    {
        var input = new ShellInput(hasTerminal);
        _pumping = input.PumpAsync(cancel => _channel.Reader.ReadAsync(cancel), _stop.Token);
        return input;
    }

    /// <summary>Returns when the pump has taken it: it asks for the next piece only then.</summary>
    private async Task TypeAsync(string text)
    {
        await _channel.Writer.WriteAsync(Data(text), TestContext.Current.CancellationToken);
        await _channel.Writer.WriteAsync(new ChannelRead(ChannelReadKind.ExtendedData, default), TestContext.Current.CancellationToken);
        await _channel.Writer.WaitToWriteAsync(TestContext.Current.CancellationToken);
        await _channel.Writer.WriteAsync(new ChannelRead(ChannelReadKind.ExtendedData, default), TestContext.Current.CancellationToken);
    }
}
