using SshGate.Gateway.Audit;
using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Lanes.Exec;

/// <summary>Answers a shell request with words instead of a bare failure.</summary>
internal sealed class NoShellLane(GateServices gate, GateSession session) : ILane
{
    public Task RunAsync(CancellationToken channelGone) => new SessionRunner(gate, session).RunAsync(
        null,
        async (scope, cancel) =>
        {
            await scope.AuditAsync(
                AuditEventType.ChannelRefused, new AuditDetails().With("what", "channel request").With("type", "shell"), null, cancel);
            var refused = await new CommandGate(gate, scope).RefuseAsync(
                null,
                "gate.shell",
                "no shell",
                "interactive shells are not offered; give one command on the command line, such as: ssh GATE 'uptime'",
                cancel);
            return new CommandExit(refused.ExitStatus);
        },
        channelGone);
}
