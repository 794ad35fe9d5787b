using SshGate.Gateway.Pipeline;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>What reaches a statement that runs on a terminal: Ctrl-C, and keystrokes only if a person granted them.</summary>
internal sealed class ShellCommandInput(ShellInput input, InputGrant grant) : CommandInput
{
    private static readonly byte[] CtrlC = [InputGrants.Interrupt];

    /// <summary>Whether Ctrl-C was sent.</summary>
    public bool WasInterrupted { get; private set; }

    public override InputGrant Grant => grant;

    public override async Task SendAsync(TargetInput target, CancellationToken cancellationToken)
    {
        if (grant != InputGrant.All)
        {
            while (true)
            {
                await input.InterruptAsync(cancellationToken);
                WasInterrupted = true;
                await target.WriteAsync(CtrlC, cancellationToken);
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
