using SshGate.Gateway.Sessions;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Pipeline;

/// <summary>The agent's own channel as input: all of it, or Ctrl-C alone.</summary>
internal sealed class ChannelCommandInput(SessionScope scope, InputGrant grant) : CommandInput
{
    private bool _saidInputStays;

    public override InputGrant Grant => grant;

    public override async Task SendAsync(TargetInput target, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await scope.Session.Channel.ReadAsync(cancellationToken);
            switch (read.Kind)
            {
                case ChannelReadKind.Data:
                    await target.WriteAsync(
                        grant == InputGrant.All ? read.Data : await OnlyInterruptAsync(read.Data, cancellationToken), cancellationToken);
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
    private async ValueTask<ReadOnlyMemory<byte>> OnlyInterruptAsync(
        ReadOnlyMemory<byte> keystrokes, CancellationToken cancellationToken)
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

        return interrupts > 0 ? new byte[] { InputGrants.Interrupt } : ReadOnlyMemory<byte>.Empty;
    }
}
