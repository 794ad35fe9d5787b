using SshGate.Gateway.Sessions;
using SshGate.Terminal;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// The old scp protocol. The gate is the remote half: it speaks scp with the agent and SFTP with the target, so that each file is
/// decided by its final path before a byte of it goes on, by the same decisions as in SFTP.
/// </summary>
internal sealed class ScpLane(GateServices gate, GateSession session, ReadOnlyMemory<byte> command, ScpCommand scp) : ILane
{
    /// <summary>Something was not transferred, as scp itself says it.</summary>
    private const uint Incomplete = 1;

    public Task RunAsync(CancellationToken channelGone) =>
        new SessionRunner(gate, session).RunAsync(Printable.Escape(command.Span), ServeAsync, channelGone);

    private Task<CommandExit> ServeAsync(SessionScope scope, CancellationToken cancellationToken)
    {
        var agent = new ScpAgent(session.Channel);
        return FileConversation.RunAsync(gate, scope, "scp transfer", service => TransferAsync(agent, service), cancellationToken);
    }

    private async Task<CommandExit> TransferAsync(ScpAgent agent, FileService service)
    {
        if (await service.TryOpenAsync(service.Alive) is not null)
        {
            return new CommandExit(GateExit.Denied);
        }

        var complete = scp.IsUpload
            ? await new ScpUpload(agent, service, scp).RunAsync(service.Alive)
            : await new ScpDownload(agent, service, scp).RunAsync(service.Alive);
        return new CommandExit(complete ? 0 : Incomplete);
    }
}
