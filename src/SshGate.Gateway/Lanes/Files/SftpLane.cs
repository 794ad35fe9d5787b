using SshGate.Gateway.Sessions;

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
        return await FileConversation.RunAsync(
            gate,
            scope,
            "file transfer",
            async service =>
            {
                await new SftpConversation(scope, agent, service).RunAsync(service.Alive);
                return new CommandExit(0);
            },
            cancellationToken);
    }
}
