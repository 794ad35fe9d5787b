using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>What reaches a statement that runs while the agent is on a terminal: Ctrl-C, and keystrokes only if a person granted them.</summary>
/// <param name="scope">The session.</param>
/// <param name="input">The agent's side.</param>
/// <param name="grant">What passes.</param>
/// <param name="hasTerminal">Whether the statement has a terminal, which makes a signal of Ctrl-C; without one the gate does.</param>
internal sealed class ShellCommandInput(SessionScope scope, ShellInput input, InputGrant grant, bool hasTerminal) : CommandInput
{
    private static readonly byte[] CtrlC = [InputGrants.Interrupt];

    /// <summary>Whether Ctrl-C was sent.</summary>
    public bool WasInterrupted { get; private set; }

    public override InputGrant Grant => grant;

    public override async Task SendAsync(TargetInput target, CancellationToken cancellationToken)
    {
        if (grant is not (InputGrant.All or InputGrant.Ungated))
        {
            var plain = new PlainInterrupts(scope, target);
            if (!hasTerminal)
            {
                await target.EndAsync(cancellationToken);
            }

            while (true)
            {
                await input.InterruptAsync(cancellationToken);
                WasInterrupted = true;
                await (hasTerminal ? target.WriteAsync(CtrlC, cancellationToken) : plain.InterruptAsync(cancellationToken));
            }
        }

        input.Enter(ShellInputMode.Granted);
        try
        {
            while (!input.IsOver)
            {
                await input.WaitAsync(cancellationToken);
                // The size goes to the program by its own way; here it only ends the wait.
                _ = input.TakeResize();
                await target.WriteAsync(input.Take(), cancellationToken);
            }

            await target.EndAsync(cancellationToken);
        }
        finally
        {
            input.Enter(ShellInputMode.Busy);
        }
    }
}
