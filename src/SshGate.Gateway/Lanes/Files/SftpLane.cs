using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;
using SshGate.Ssh;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// The SFTP subsystem. The gate ends the protocol on both sides: an agent's request is parsed, decided, and only then made anew
/// for the target's own SFTP server.
/// </summary>
internal sealed class SftpLane(GateServices gate, GateSession session) : ILane
{
    public Task RunAsync(CancellationToken channelGone) =>
        new SessionRunner(gate, session).RunAsync("subsystem sftp", ServeAsync, channelGone);

    private async Task<CommandExit> ServeAsync(SessionScope scope, CancellationToken cancellationToken)
    {
        using var agent = new SftpAgent(session.Channel);
        await using var service = new FileService(gate, scope, new CommandGate(gate, scope), cancellationToken);
        var conversation = new SftpConversation(scope, agent, service);
        session.Phase = SessionPhase.Running;
        try
        {
            await conversation.RunAsync(service.Alive);
            return new CommandExit(0);
        }
        catch (SshProtocolException broken)
        {
            await scope.Agent.SayAsync(
                new GateMessage("denied", $"this is no file transfer that the gate understands: {broken.Message} Nothing of it was done")
                {
                    SessionId = session.Id,
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
