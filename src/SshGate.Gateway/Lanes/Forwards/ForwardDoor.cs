using SshGate.Gateway.Sessions;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Server;

namespace SshGate.Gateway.Lanes.Forwards;

/// <summary>
/// Where the forwards of one connection come in: the gate's own rules and limits first, then a session of its own for each,
/// which the policy decides. Nothing has been sent to the target, or even dialled, before that.
/// </summary>
internal sealed class ForwardDoor(GateServices gate, GateConnection connection)
{
    private int _open;

    /// <summary>Answers the opening of a channel; waits while people decide.</summary>
    public async Task<ChannelOpenOutcome> OpenAsync(ForwardDestination destination, CancellationToken cancellationToken)
    {
        if (await connection.GrantAsync().WaitAsync(cancellationToken) is not GrantOutcome.Granted { Grant: var grant })
        {
            return await RefuseAsync(destination, "you have no access to this target", cancellationToken);
        }

        var operation = ForwardRules.Read(
            destination, gate.Options.Forwards, grant.Target, gate.OwnPorts, out var fault);
        if (operation is null)
        {
            return await RefuseAsync(destination, fault ?? "the destination cannot be read", cancellationToken);
        }

        var most = gate.Options.Forwards.MaxPerConnection;
        if (Interlocked.Increment(ref _open) > most)
        {
            Interlocked.Decrement(ref _open);
            return await RefuseAsync(destination, $"{most} forwards are open on this connection, which is the most", cancellationToken);
        }

        // It disposes itself when its session is over, which is after this call where it is allowed.
#pragma warning disable CA2000
        return await new ForwardLane(gate, connection, operation, () => Interlocked.Decrement(ref _open)).OpenAsync(cancellationToken);
#pragma warning restore CA2000
    }

    private async Task<ChannelOpenOutcome> RefuseAsync(ForwardDestination destination, string why, CancellationToken cancellationToken)
    {
        var asked = destination switch
        {
            ForwardDestination.Tcp tcp => $"tcp {tcp.Host} {tcp.Port}",
            ForwardDestination.StreamLocal local => $"unix {local.Path}",
            _ => "?",
        };
        await connection.AuditRefusalAsync("forward", $"{asked}: {why}", cancellationToken);
        return new ChannelOpenOutcome.Refuse(ChannelOpenFailure.AdministrativelyProhibited, $"sshgate: {why}");
    }
}
