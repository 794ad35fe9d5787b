using SshGate.Gateway.Audit;
using SshGate.Gateway.Onward;
using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Store;
using SshGate.Recording;
using SshGate.Ssh;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// The life of every session, whatever its lane: grant, recording, audit, the lane's body, exit status, seal. One place maps
/// every failure to one message, one exit status and one audit event.
/// </summary>
internal sealed class SessionRunner(GateServices gate, GateSession session)
{
    /// <summary>How long an agent may take to hear why its session ended.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs <paramref name="body"/> in a recorded session and tells the agent how it ended.</summary>
    /// <param name="command">What is asked for, as text for the recording's header and lists.</param>
    /// <param name="body">The lane; it returns the exit to report.</param>
    /// <param name="channelGone">Cancelled when the agent's channel or connection is gone.</param>
    public async Task RunAsync(
        string? command,
        Func<SessionScope, CancellationToken, Task<CommandExit>> body,
        CancellationToken channelGone)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(channelGone, session.Killed);
        var cancellationToken = both.Token;
        Grant grant;
        RecordingWriter recording;
        try
        {
            switch (await session.Connection.GrantAsync().WaitAsync(cancellationToken))
            {
                case GrantOutcome.Granted granted:
                    grant = granted.Grant;
                    break;
                case GrantOutcome.Refused refused:
                    await TellAsync(refused.Message, refused.ExitStatus, cancellationToken);
                    return;
                default:
                    return;
            }

            session.Command = command;
            recording = await StartRecordingAsync(grant, command, cancellationToken);
        }
        catch (Exception failure) when (failure is RecordingException or StoreException)
        {
            await FailUnrecordedAsync(failure, cancellationToken);
            return;
        }

        session.AttachRecording(recording);
        await using (recording)
        {
            // A recording that fails by itself, between two writes, ends the session as well.
            using var unlessBroken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, recording.FailureToken);
            await RunRecordedAsync(grant, recording, body, unlessBroken.Token, channelGone);
        }
    }

    private async Task RunRecordedAsync(
        Grant grant,
        RecordingWriter recording,
        Func<SessionScope, CancellationToken, Task<CommandExit>> body,
        CancellationToken cancellationToken,
        CancellationToken channelGone)
    {
        using var agent = new RecordedChannel(
            session.HasChannel ? session.Channel : null, recording, session.Terminal is not null, () => session.Environment.WantsJson);
        await using var scope = new SessionScope(gate, session, grant, recording, agent);
        using var listed = gate.Sessions.Enter(scope);
        CommandExit exit;
        var reason = "ended";
        try
        {
            await scope.AuditAsync(
                AuditEventType.SessionStarted, SessionHistory.Started(session, grant), null, cancellationToken);
            exit = await body(scope, cancellationToken);
        }
        catch (Exception failure)
        {
            var broken = recording.Failure is not null;
            (reason, var message) = SessionFailure.Explain(
                broken ? recording.Failure! : failure, session, channelGone.IsCancellationRequested);
            exit = new CommandExit(message.ExitStatus ?? GateExit.GateFailed);
            // The connector has logged why a target is not available; a withdrawn session is no failure.
            if (broken || failure is not (OperationCanceledException or TargetUnavailableException or CommandAbandonedException))
            {
                Log.SessionFailed(gate.Logger, session.Id, failure);
            }

            // Text that cannot be recorded is not said; the exit status still tells that it failed.
            if (!broken && !channelGone.IsCancellationRequested)
            {
                // An agent that does not read must not keep a killed session from its end.
                using var patience = new CancellationTokenSource(LastWords, gate.Clock);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, channelGone);
                await TryAsync(async () => await agent.SayAsync(message, either.Token));
            }
        }

        session.Phase = SessionPhase.Ending;
        if (!await EndAsync(scope, recording, agent, exit, reason))
        {
            exit = new CommandExit(GateExit.GateFailed);
        }

        // Last of all: who sees the exit status can rely on the sealed recording and the audit log.
        await TryAsync(async () => await SendExitAsync(exit, channelGone));
    }

    /// <summary>Tells an agent that may be gone; if it is, there is nobody to tell, and that is no failure of the session.</summary>
    private async Task TryAsync(Func<Task> tell)
    {
        try
        {
            await tell();
        }
        catch (Exception gone) when (gone is SshProtocolException or IOException or RecordingException or OperationCanceledException)
        {
            Log.AgentNotTold(gate.Logger, session.Id, gone.Message);
        }
    }

    /// <summary>Seals and audits, even when everything else was cancelled. False if one of them could not be done.</summary>
    private async Task<bool> EndAsync(
        SessionScope scope,
        RecordingWriter recording,
        RecordedChannel agent,
        CommandExit exit,
        string reason)
    {
        var details = new AuditDetails()
            .With("reason", reason)
            .With("exit", exit.ToString())
            .With("bytes_to_agent", agent.BytesOut);
        var complete = true;
        var type = AuditEventType.SessionEnded;
        try
        {
            var seal = await recording.SealAsync(reason, exit.ToString(), CancellationToken.None);
            details = details
                .With("recording_digest", seal.Digest)
                .With("recording_events", seal.Events)
                .With("duration_ms", (long)seal.Duration.TotalMilliseconds);
        }
        catch (RecordingException failure)
        {
            Log.RecordingFailed(gate.Logger, session.Id, failure.Message);
            type = AuditEventType.RecordingFailed;
            details = details.With("recording_failure", failure.Message);
            complete = false;
        }

        try
        {
            await scope.AuditAsync(type, details, null, CancellationToken.None);
        }
        catch (StoreException failure)
        {
            Log.AuditFailed(gate.Logger, session.Id, failure);
            complete = false;
        }

        return complete;
    }

    private async Task<RecordingWriter> StartRecordingAsync(Grant grant, string? command, CancellationToken cancellationToken)
    {
        var identity = grant.Identity;
        var size = session.Terminal?.Size;
        return await RecordingWriter.CreateAsync(
            RecordingFiles.PathOf(gate.Options.Storage.Recordings, session.Id),
            new RecordingHeader
            {
                Id = session.Id,
                Width = (int)(size?.Columns ?? 80),
                Height = (int)(size?.Rows ?? 24),
                Timestamp = session.StartedAt,
                Title = $"{identity.Name} at {grant.Account.Name}@{grant.Target.Name}",
                Command = command,
                HasTerminal = session.Terminal is not null,
                Principal = identity.Subject,
                Issuer = identity.Issuer,
                Agent = identity.Agent,
                ClientId = identity.ClientId,
                ClientAddress = session.Connection.Info.RemoteEndPoint?.ToString(),
                Target = grant.Target.Name,
                TargetAddress = $"{grant.Target.Host}:{grant.Target.Port}",
                Account = grant.Account.Name,
                GrantId = grant.Id,
                PolicyVersion = grant.PolicyVersion,
            },
            gate.Clock,
            gate.Options.Recording,
            cancellationToken);
    }

    /// <summary>A refusal before there is a session to record.</summary>
    private async Task TellAsync(GateMessage message, uint status, CancellationToken cancellationToken)
    {
        if (!session.HasChannel)
        {
            return;
        }

        await session.Channel.WriteErrorAsync(
            message.ToBytes(session.Environment.WantsJson, session.Terminal is not null), cancellationToken);
        await SendExitAsync(new CommandExit(status), cancellationToken);
    }

    private async Task FailUnrecordedAsync(Exception failure, CancellationToken cancellationToken)
    {
        Log.SessionFailed(gate.Logger, session.Id, failure);
        var (_, message) = SessionFailure.Explain(failure, session, agentGone: false);
        try
        {
            await gate.Audit.AppendAsync(
                new AuditEvent
                {
                    Type = AuditEventType.RecordingFailed,
                    ConnectionId = session.Connection.Id,
                    SessionId = session.Id,
                    Principal = AuditPrincipal.From(session.Connection.Identity),
                    Details = new AuditDetails().With("problem", failure.Message),
                },
                cancellationToken);
        }
        catch (StoreException alsoBroken)
        {
            Log.AuditFailed(gate.Logger, session.Id, alsoBroken);
        }

        await TellAsync(message, GateExit.GateFailed, cancellationToken);
    }

    private ValueTask SendExitAsync(CommandExit exit, CancellationToken cancellationToken) =>
        !session.HasChannel ? ValueTask.CompletedTask
        : exit.Signal is null
            ? session.Channel.SendExitStatusAsync(exit.Status, cancellationToken)
            : session.Channel.SendExitSignalAsync(exit.Signal, exit.CoreDumped, "", cancellationToken);
}
