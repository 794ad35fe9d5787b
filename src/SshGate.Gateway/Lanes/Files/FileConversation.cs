using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;
using SshGate.Ssh;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>What both protocols of files share: the service behind them, and the end of an agent that breaks the protocol.</summary>
internal static class FileConversation
{
    /// <param name="gate">The gate.</param>
    /// <param name="scope">The session.</param>
    /// <param name="protocol">What the agent speaks, for the message when it does not.</param>
    /// <param name="serve">Speaks it until the agent is done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<CommandExit> RunAsync(
        GateServices gate, SessionScope scope, string protocol, Func<FileService, Task<CommandExit>> serve, CancellationToken cancellationToken)
    {
        await using var service = new FileService(gate, scope, new CommandGate(gate, scope), cancellationToken);
        scope.Session.Phase = SessionPhase.Running;
        try
        {
            return await serve(service);
        }
        catch (SshProtocolException broken)
        {
            await scope.Agent.SayAsync(
                new GateMessage("denied", $"this is no {protocol} that the gate understands: {broken.Message} Nothing more was done")
                {
                    SessionId = scope.Session.Id,
                    ExitStatus = GateExit.Denied,
                },
                cancellationToken);
            return new CommandExit(GateExit.Denied);
        }
        catch (OperationCanceledException) when (service.Failure is not null && !cancellationToken.IsCancellationRequested)
        {
            throw service.Failure;
        }
    }
}
