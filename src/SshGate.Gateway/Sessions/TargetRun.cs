using System.Security.Cryptography;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Recording;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// Runs one admitted command on the target and relays it: the only code that sends a command line onward, and it takes the
/// proof as its argument.
/// </summary>
internal sealed class TargetRun(GateServices gate, SessionScope scope, AdmittedCommand command, InputGrant input)
{
    private readonly GateSession _session = scope.Session;
    private bool _released;
    private bool _saidInputStays;

    /// <summary>Sends the proof's own bytes, relays until the command ends, and returns how it ended.</summary>
    /// <exception cref="TargetUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RecordingException">Output could not be recorded; it was not relayed, and the command's channel is closed.</exception>
    public async Task<CommandExit> RunAsync(CancellationToken cancellationToken)
    {
        SshChannel target;
        try
        {
            target = await _session.Connection.Onward.OpenSessionAsync(scope.Grant, _session.Connection.Id, cancellationToken);
        }
        catch (Exception failure)
        {
            await FailedAsync(failure.Message);
            throw;
        }

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
                    .With("duration_ms", (long)gate.Clock.GetElapsedTime(began).TotalMilliseconds),
                command.Claim?.RequestId,
                cancellationToken);
            return exit;
        }
        catch (Exception failure)
        {
            await FailedAsync(failure is OperationCanceledException ? _session.KillReason ?? "cancelled" : failure.Message);
            throw;
        }
        finally
        {
            // Whatever happened, the target's channel does not outlive the session.
            await target.CloseAsync(CancellationToken.None);
        }
    }

    /// <summary>Environment and terminal first; a target that refuses a variable goes on without it, as OpenSSH does.</summary>
    private async Task PrepareAsync(SshChannel target, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in command.Binding.Environment)
        {
            await target.SendAsync(new EnvironmentRequest(name, value), cancellationToken);
        }

        if (_session.Terminal is { } terminal
            && !await target.RequestAsync(terminal with { Modes = TerminalModes.Fixed }, cancellationToken))
        {
            throw new TargetUnavailableException($"the target '{scope.Grant.Target.Name}' gives no terminal");
        }
    }

    /// <summary>The audit event first, then the bytes; the proof is spent even if the target refuses.</summary>
    private async Task ReleaseAsync(SshChannel target, CancellationToken cancellationToken)
    {
        if (scope.Grant.ExpiresAt <= gate.Clock.GetUtcNow())
        {
            // The connection's timer ends it; but a timer may be late, and nothing may run on a token that is over.
            throw new OperationCanceledException("the access token has expired");
        }

        if (!command.TrySpend())
        {
            throw new InvalidOperationException("an admitted command runs once");
        }

        await scope.AuditAsync(
            AuditEventType.CommandReleased,
            AuditFacts.Of(scope.Grant).With("digest", command.Binding.Digest).With("command_bytes", command.Binding.Command).With("input", input.ToString()),
            command.Claim?.RequestId,
            cancellationToken);
        await scope.MarkAsync(
            EventCodes.Note, "released", new { released = command.Binding.Digest, request = command.Claim?.RequestId }, cancellationToken);
        _released = true;
        if (!await target.RequestAsync(new ExecRequest(command.Binding.Command), cancellationToken))
        {
            throw new TargetUnavailableException($"the target '{scope.Grant.Target.Name}' refused to run the command");
        }
    }

    private async Task<Traffic> RelayAsync(SshChannel target, CancellationToken cancellationToken)
    {
        using var outputEnded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long inputBytes = 0;
        var sending = SendInputAsync();
        long outputBytes = 0;
        try
        {
            outputBytes = await RelayOutputAsync(target, cancellationToken);
        }
        finally
        {
            // The command is over: input that nobody reads any more is not waited for.
            await outputEnded.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return new Traffic(inputBytes, Convert.ToHexStringLower(hash.GetHashAndReset()), outputBytes);

        async Task SendInputAsync()
        {
            if (command.Binding.Input is { } withheld)
            {
                await SendAsync(withheld);
                await target.SendEofAsync(outputEnded.Token);
                return;
            }

            while (true)
            {
                var read = await _session.Channel.ReadAsync(outputEnded.Token);
                switch (read.Kind)
                {
                    case ChannelReadKind.Data:
                        await SendAsync(input == InputGrant.All ? read.Data : await OnlyInterruptAsync(read.Data, outputEnded.Token));
                        break;
                    case ChannelReadKind.Eof:
                        await target.SendEofAsync(outputEnded.Token);
                        return;
                    case ChannelReadKind.Closed:
                        return;
                    case ChannelReadKind.ExtendedData:
                        break;
                }
            }
        }

        async ValueTask SendAsync(ReadOnlyMemory<byte> data)
        {
            if (data.IsEmpty)
            {
                return;
            }

            await target.WriteAsync(data, outputEnded.Token);
            hash.AppendData(data.Span);
            inputBytes += data.Length;
        }
    }

    /// <summary>Ctrl-C passes; that nothing else does is said once.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> OnlyInterruptAsync(
        ReadOnlyMemory<byte> keystrokes, CancellationToken cancellationToken)
    {
        var interrupts = keystrokes.Span.Count(InputGrants.Interrupt);
        if (interrupts < keystrokes.Length && !_saidInputStays)
        {
            _saidInputStays = true;
            await scope.Agent.SayAsync(
                new GateMessage(
                    "input",
                    "on a terminal only Ctrl-C is passed on, because what is typed into a program is not decided by anyone; "
                    + "send input without a terminal (ssh -T)"),
                cancellationToken);
        }

        return interrupts > 0 ? new byte[] { InputGrants.Interrupt } : ReadOnlyMemory<byte>.Empty;
    }

    private async Task<long> RelayOutputAsync(SshChannel target, CancellationToken cancellationToken)
    {
        long bytes = 0;
        while (true)
        {
            var read = await target.ReadAsync(cancellationToken);
            switch (read.Kind)
            {
                case ChannelReadKind.Data:
                    await scope.Agent.WriteAsync(OutputSource.Output, read.Data, cancellationToken);
                    bytes += read.Data.Length;
                    break;
                case ChannelReadKind.ExtendedData:
                    await scope.Agent.WriteAsync(OutputSource.Error, read.Data, cancellationToken);
                    bytes += read.Data.Length;
                    break;
                case ChannelReadKind.Eof:
                    break;
                case ChannelReadKind.Closed:
                    return bytes;
            }
        }
    }

    /// <summary>The audit log says so, and a claimed approval is marked as failed; nothing can use it again.</summary>
    private async Task FailedAsync(string reason)
    {
        await scope.AuditAsync(
            AuditEventType.CommandFailed,
            AuditFacts.Of(scope.Grant).With("digest", command.Binding.Digest).With("reason", reason),
            command.Claim?.RequestId,
            CancellationToken.None);
        if (!_released && command.Claim is { } claim)
        {
            await gate.Approvals.FailAsync(claim, reason, CancellationToken.None);
        }
    }

    private sealed record Traffic(long InputBytes, string InputHash, long OutputBytes);
}
