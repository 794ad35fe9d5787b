using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Onward;
using SshGate.Gateway.Sessions;
using SshGate.Policy;
using SshGate.Recording;
using SshGate.Ssh;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// Runs one admitted command on the target and relays it: the only code that sends a command line onward, and it takes the
/// proof as its argument.
/// </summary>
internal sealed class TargetRun(GateServices gate, SessionScope scope, AdmittedCommand command)
{
    /// <summary>How long a masked terminal stays silent before what is held back goes out.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(50);

    private readonly GateSession _session = scope.Session;
    private readonly CommandRelease _release = new(gate, scope, command);
    private bool _released;
    private bool _hasTerminal;

    /// <summary>Where its standard input comes from.</summary>
    public required CommandInput Input { get; init; }

    /// <summary>Where its output goes; to the agent, recorded, unless a lane takes something out of it first.</summary>
    public CommandOutput? Output { get; init; }

    /// <summary>What a lane had the command print for the lane itself: taken out before anything else sees the output.</summary>
    public OutputReport? Report { get; init; }

    /// <summary>What rules want beside the answer: what is masked in the output, whether the input is recorded.</summary>
    public VerdictSettings Settings { get; init; } = VerdictSettings.None;

    /// <summary>It gets a terminal of the agent's size if the agent has one, unless a lane wants none.</summary>
    public bool HasTerminal { get; init; } = true;

    /// <summary>Sends the proof's own bytes, relays until the command ends, and returns how it ended.</summary>
    /// <exception cref="TargetUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RecordingException">Output could not be recorded; it was not relayed, and the command's channel is closed.</exception>
    public async Task<CommandExit> RunAsync(CancellationToken cancellationToken)
    {
        OnwardChannel opened;
        try
        {
            opened = await scope.Onward.OpenSessionAsync(command, HasTerminal && _session.Terminal is not null, cancellationToken);
        }
        catch (Exception failure)
        {
            await _release.FailAsync(failure.Message);
            throw;
        }

        var target = opened.Channel;
        try
        {
            await PrepareAsync(target, cancellationToken);
            await ReleaseAsync(target, cancellationToken);
            _session.AttachTarget(target);
            var began = gate.Clock.GetTimestamp();
            var traffic = await RelayAsync(target, cancellationToken);
            var ended = await target.Exit;
            var exit = ended switch
            {
                { Signal: { } signal } => new CommandExit(0, signal, ended.CoreDumped),
                { Status: { } status } => new CommandExit(status),
                _ => throw new ChannelClosedException("the target closed the channel without an exit status"),
            };
            await scope.AuditAsync(
                AuditEventType.CommandEnded,
                new AuditDetails()
                    .With("digest", command.Binding.Digest)
                    .With("exit", exit.ToString())
                    .With("bytes_in", traffic.InputBytes)
                    .With("input_sha256", traffic.InputHash)
                    .With("bytes_out", traffic.OutputBytes)
                    .With("masked", traffic.Masked)
                    .With("duration_ms", (long)gate.Clock.GetElapsedTime(began).TotalMilliseconds),
                command.Claim?.RequestId,
                cancellationToken);
            return exit;
        }
        catch (Exception failure)
        {
            await _release.FailAsync(failure is OperationCanceledException ? _session.KillReason ?? "cancelled" : failure.Message, _released);
            throw;
        }
        finally
        {
            // Whatever happened, the target's channel does not outlive the command.
            _session.DetachTarget(target);
            await opened.DisposeAsync();
        }
    }

    /// <summary>Environment and terminal first; a target that refuses a variable goes on without it, as OpenSSH does.</summary>
    private async Task PrepareAsync(SshChannel target, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in command.Binding.Environment)
        {
            await target.SendAsync(new EnvironmentRequest(name, value), cancellationToken);
        }

        if (!HasTerminal || _session.Terminal is not { } terminal)
        {
            return;
        }

        _hasTerminal = true;
        if (!await AnswerAsync(target, terminal with { Modes = TerminalModes.Fixed }, cancellationToken))
        {
            throw new TargetUnavailableException($"the target '{scope.Grant.Target.Name}' gives no terminal");
        }
    }

    /// <summary>The audit event first, then the bytes; the proof is spent even if the target refuses.</summary>
    private async Task ReleaseAsync(SshChannel target, CancellationToken cancellationToken)
    {
        _release.Spend();
        await _release.AuditAsync(details => details.With("input", Input.Grant.ToString()), cancellationToken);
        await scope.MarkAsync(
            EventCodes.Note, "released", new { released = command.Binding.Digest, request = command.Claim?.RequestId }, cancellationToken);
        _released = true;
        if (!await AnswerAsync(target, new ExecRequest(command.Binding.Command), cancellationToken))
        {
            throw new TargetUnavailableException($"the target '{scope.Grant.Target.Name}' refused to run the command");
        }
    }

    /// <summary>A target that does not answer a request in time has gone silent.</summary>
    private async ValueTask<bool> AnswerAsync(SshChannel target, ChannelRequest request, CancellationToken cancellationToken)
    {
        using var deadline = gate.Targets.StartDeadline();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await target.RequestAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TargetUnavailableException(
                request is ExecRequest
                    ? $"the target '{scope.Grant.Target.Name}' did not answer; whether the command runs is not known"
                    : $"the target '{scope.Grant.Target.Name}' did not answer; nothing was run");
        }
    }

    private async Task<Traffic> RelayAsync(SshChannel target, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var input = new TargetInput(target, Settings.RecordInput == true ? RecordInputAsync : null);
        var sending = SendInputAsync(input, over);
        (long Bytes, long Masked) relayed;
        try
        {
            relayed = await RelayOutputAsync(target, over.Token);
        }
        finally
        {
            // The command is over: input that nobody reads any more is not waited for.
            await over.CancelAsync();
            await sending;
        }

        return new Traffic(input.Bytes, input.FinishHash(), relayed.Bytes, relayed.Masked);
    }

    private ValueTask RecordInputAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        scope.RecordAsync(EventCodes.CommandInput, new { bytes = Convert.ToBase64String(data.Span) }, cancellationToken);

    /// <summary>
    /// Sends the input. A command that closed its end reads no more, which is its right; any other failure ends the command, which
    /// would wait for input for ever.
    /// </summary>
    private async Task SendInputAsync(TargetInput input, CancellationTokenSource over)
    {
        try
        {
            await Input.SendAsync(input, over.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or SshProtocolException or IOException)
        {
            return;
        }
        catch
        {
            await over.CancelAsync();
            throw;
        }
    }

    private async Task<(long Bytes, long Masked)> RelayOutputAsync(SshChannel target, CancellationToken cancellationToken)
    {
        var output = Output ?? scope.Agent.WriteAsync;
        var masked = Settings.Mask.Count > 0 ? new MaskedOutput(output, Settings.Mask) : null;
        output = masked is null ? output : masked.WriteAsync;
        var shown = output;
        if (Report is { } report)
        {
            output = (source, data, cancel) => report.WriteAsync(shown, source, data, cancel);
        }

        long bytes = 0;
        while (true)
        {
            var read = await NextAsync(target, masked, cancellationToken);
            switch (read.Kind)
            {
                case ChannelReadKind.Data:
                    await output(OutputSource.Output, read.Data, cancellationToken);
                    bytes += read.Data.Length;
                    break;
                case ChannelReadKind.ExtendedData:
                    await output(OutputSource.Error, read.Data, cancellationToken);
                    bytes += read.Data.Length;
                    break;
                case ChannelReadKind.Eof:
                    break;
                case ChannelReadKind.Closed:
                    if (Report is not null)
                    {
                        await Report.FinishAsync(shown, cancellationToken);
                    }

                    if (masked is not null)
                    {
                        await masked.FlushAsync(cancellationToken);
                    }

                    return (bytes, masked?.Count ?? 0);
            }
        }
    }

    /// <summary>
    /// The next piece. On a terminal somebody waits for what is held back (a prompt, an echo): it goes out after a moment of silence.
    /// </summary>
    private async ValueTask<ChannelRead> NextAsync(SshChannel target, MaskedOutput? masked, CancellationToken cancellationToken)
    {
        var reading = target.ReadAsync(cancellationToken);
        if (masked is not { HoldsBack: true } || !_hasTerminal || reading.IsCompleted)
        {
            return await reading;
        }

        var piece = reading.AsTask();
        await Task.WhenAny(piece, Task.Delay(Silence, gate.Clock, cancellationToken));
        if (!piece.IsCompleted)
        {
            await masked.FlushAsync(cancellationToken);
        }

        return await piece;
    }

    private sealed record Traffic(long InputBytes, string InputHash, long OutputBytes, long Masked);
}
