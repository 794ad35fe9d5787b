using System.Collections.Immutable;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Onward;
using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;
using SshGate.Policy;
using SshGate.Policy.Forwards;
using SshGate.Recording;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Server;

namespace SshGate.Gateway.Lanes.Forwards;

/// <summary>
/// The forward lane: one connection through the target, a session of its own. Decide and hold before the agent's channel is
/// confirmed, so that a refusal is a refusal to open; connect; confirm; relay. What flows is counted, not recorded: it is
/// another protocol, and the policy was asked about the destination.
/// </summary>
internal sealed class ForwardLane : IDisposable
{
    private readonly GateServices _gate;
    private readonly GateConnection _connection;
    private readonly ForwardOperation _operation;
    private readonly Action _ended;
    private readonly GateSession _session;

    // What the agent's CHANNEL_OPEN is answered with: null for a confirmation.
    private readonly TaskCompletionSource<ChannelOpenOutcome.Refuse?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<(SshChannel Channel, CancellationToken Gone)> _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="gate">The gate.</param>
    /// <param name="connection">The agent's connection.</param>
    /// <param name="operation">Where it leads; passed by the gate's own rules.</param>
    /// <param name="ended">Called once, when it is over.</param>
    public ForwardLane(GateServices gate, GateConnection connection, ForwardOperation operation, Action ended)
    {
        _gate = gate;
        _connection = connection;
        _operation = operation;
        _ended = ended;
        _session = new GateSession(gate, connection, channel: null, new AgentEnvironment(), terminal: null);
    }

    /// <summary>Answers the opening; the session goes on in the body of the channel, which owns it from then on.</summary>
    public async Task<ChannelOpenOutcome> OpenAsync(CancellationToken connectionGone)
    {
        var running = _connection.RunSessionAsync(
            _session.Id,
            () => new SessionRunner(_gate, _session).RunAsync(_operation.ToString(), RunAsync, connectionGone));
        await Task.WhenAny(_answer.Task, running);
        if (_answer.Task is { IsCompletedSuccessfully: true, Result: null })
        {
            return new ChannelOpenOutcome.Run(async (channel, gone) =>
            {
                _confirmed.TrySetResult((channel, gone));
                await EndAsync(running);
            });
        }

        // Who sees the refusal can rely on the sealed recording and the audit log.
        await EndAsync(running);
        return _answer.Task is { IsCompletedSuccessfully: true, Result: { } refusal }
            ? refusal
            : Refusal(ChannelOpenFailure.ConnectFailed, _session.KillReason ?? _connection.EndReason ?? "the gate cannot do this now");
    }

    public void Dispose()
    {
        _session.Dispose();
        _ended();
    }

    private static ChannelOpenOutcome.Refuse Refusal(ChannelOpenFailure reason, string text) => new(reason, $"sshgate: {text}");

    private async Task EndAsync(Task running)
    {
        try
        {
            await running;
        }
        finally
        {
            Dispose();
        }
    }

    private async Task<CommandExit> RunAsync(SessionScope scope, CancellationToken cancellationToken)
    {
        var pipeline = new CommandGate(_gate, scope);
        var line = CommandLine.ForForward(_operation);
        var outcome = await pipeline.DecideAsync(
            new GatedAction
            {
                Line = line,
                Analysis = pipeline.Analyze(line),
                Environment = ImmutableSortedDictionary<string, string>.Empty,
            },
            cancellationToken);
        if (outcome is not GateOutcome.Admitted { Command: var command })
        {
            var refused = outcome as GateOutcome.Refused;
            _answer.TrySetResult(Refusal(ChannelOpenFailure.AdministrativelyProhibited, refused?.Message.Text ?? "refused"));
            return new CommandExit(refused?.ExitStatus ?? GateExit.GateFailed);
        }

        var began = _gate.Clock.GetTimestamp();
        SshChannel target;
        try
        {
            target = await ConnectAsync(scope, command, cancellationToken);
        }
        catch (TargetUnavailableException unavailable)
        {
            _answer.TrySetResult(Refusal(ChannelOpenFailure.ConnectFailed, unavailable.Message));
            throw;
        }

        try
        {
            _session.Phase = SessionPhase.Running;
            _answer.TrySetResult(null);
            var (agent, gone) = await _confirmed.Task.WaitAsync(cancellationToken);
            using var relay = new ForwardRelay(agent, target, _gate.Options.Forwards, _gate.Clock);
            var reason = await relay.RunAsync(gone, cancellationToken);
            await EndedAsync(scope, command, relay, reason, began);
            cancellationToken.ThrowIfCancellationRequested();
            return new CommandExit(0);
        }
        finally
        {
            await target.CloseAsync(CancellationToken.None);
        }
    }

    /// <summary>The audit event first, then the target is asked to connect, to what was admitted and nothing else.</summary>
    private async Task<SshChannel> ConnectAsync(SessionScope scope, AdmittedCommand command, CancellationToken cancellationToken)
    {
        var release = new CommandRelease(_gate, scope, command);
        try
        {
            var admitted = command.Binding.CommandLine.Forward ?? throw new InvalidOperationException("an admitted action that is no forward");
            release.Spend();
            await release.AuditAsync(details => details, cancellationToken);
            var target = await scope.Onward.OpenForwardAsync(
                Destination(admitted, scope.Grant), command.Claim?.RequestId, cancellationToken);
            await scope.MarkAsync(
                EventCodes.Note,
                $"forward open: {admitted.Address}",
                new { forward = "open", destination = admitted.Address, released = command.Binding.Digest, request = command.Claim?.RequestId },
                cancellationToken);
            return target;
        }
        catch (Exception failure)
        {
            await release.FailAsync(failure.Message);
            throw;
        }
    }

    private async Task EndedAsync(SessionScope scope, AdmittedCommand command, ForwardRelay relay, string reason, long began)
    {
        var duration = _gate.Clock.GetElapsedTime(began);
        await scope.MarkAsync(
            EventCodes.Note,
            $"forward ended: {reason}; {relay.BytesToTarget} bytes there, {relay.BytesToAgent} bytes back, {duration.TotalSeconds:0.0} s",
            new { forward = "ended", reason, bytes_in = relay.BytesToTarget, bytes_out = relay.BytesToAgent, duration_ms = (long)duration.TotalMilliseconds },
            CancellationToken.None);
        await scope.AuditAsync(
            AuditEventType.CommandEnded,
            new AuditDetails()
                .With("digest", command.Binding.Digest)
                .With("reason", reason)
                .With("bytes_in", relay.BytesToTarget)
                .With("bytes_out", relay.BytesToAgent)
                .With("duration_ms", (long)duration.TotalMilliseconds),
            command.Claim?.RequestId,
            CancellationToken.None);
    }

    /// <summary>Where the target is told the connection comes from: the agent's address, for the target's own log.</summary>
    private static ForwardDestination Destination(ForwardOperation admitted, Grant grant) => admitted.Kind switch
    {
        ForwardKind.Tcp => new ForwardDestination.Tcp(admitted.Destination.Text, (uint)admitted.Port, grant.SourceAddress, 0),
        ForwardKind.Unix => new ForwardDestination.StreamLocal(admitted.Destination.Text),
    };
}
