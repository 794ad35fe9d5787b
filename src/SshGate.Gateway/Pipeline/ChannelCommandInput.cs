using SshGate.Gateway.Sessions;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Pipeline;

/// <summary>The agent's own channel as input: all of it, or Ctrl-C alone.</summary>
/// <param name="scope">The session.</param>
/// <param name="grant">What passes.</param>
/// <param name="hasTerminal">Whether the command has a terminal, which makes a signal of Ctrl-C; without one the gate does.</param>
internal sealed class ChannelCommandInput(SessionScope scope, InputGrant grant, bool hasTerminal) : CommandInput
{
    private static readonly byte[] CtrlC = [InputGrants.Interrupt];

    private bool _saidInputStays;

    public override InputGrant Grant => grant;

    public override async Task SendAsync(TargetInput target, CancellationToken cancellationToken)
    {
        var plain = new PlainInterrupts(scope, target);
        if (grant == InputGrant.InterruptOnly && !hasTerminal)
        {
            await target.EndAsync(cancellationToken);
        }

        while (true)
        {
            var read = await scope.Session.Channel.ReadAsync(cancellationToken);
            switch (read.Kind)
            {
                case ChannelReadKind.Data when grant is InputGrant.All or InputGrant.Ungated:
                    await target.WriteAsync(read.Data, cancellationToken);
                    break;
                case ChannelReadKind.Data when await HasInterruptAsync(read.Data, cancellationToken):
                    await (hasTerminal ? target.WriteAsync(CtrlC, cancellationToken) : plain.InterruptAsync(cancellationToken));
                    break;
                case ChannelReadKind.Data:
                    break;
                case ChannelReadKind.Eof:
                    await target.EndAsync(cancellationToken);
                    return;
                case ChannelReadKind.Closed:
                    return;
                case ChannelReadKind.ExtendedData:
                    break;
            }
        }
    }

    /// <summary>Ctrl-C passes; that nothing else does is said once.</summary>
    private async ValueTask<bool> HasInterruptAsync(ReadOnlyMemory<byte> keystrokes, CancellationToken cancellationToken)
    {
        var interrupts = keystrokes.Span.Count(InputGrants.Interrupt);
        if (interrupts < keystrokes.Length && !_saidInputStays)
        {
            _saidInputStays = true;
            await scope.Agent.SayAsync(
                new GateMessage(
                    "input",
                    "on a terminal only Ctrl-C is passed on, because what is typed into a program is not decided by anyone; "
                    + "send input without a terminal (ssh -T)"),
                cancellationToken);
        }

        return interrupts > 0;
    }
}
