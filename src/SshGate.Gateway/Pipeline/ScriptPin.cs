using System.Buffers;
using System.Security.Cryptography;
using SshGate.Gateway.Sessions;
using SshGate.Policy;
using SshGate.Policy.Scripts;
using SshGate.Recording;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// Turns a command that runs a script by its path into one that runs the script's text (bypass catalogue E3): the gate reads the file,
/// by a command that policy allows without a person, and from then on only those bytes are judged, shown, approved and run.
/// Whatever speaks against it leaves the command as it was, and so to a person.
/// </summary>
internal sealed class ScriptPin(GateServices gate, SessionScope scope, CommandGate pipeline)
{
    /// <summary>A script that takes longer to read is none (a FIFO, a device).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The action with the text in place of the path, or null.</summary>
    public async Task<GatedAction?> TryAsync(GatedAction action, CancellationToken cancellationToken)
    {
        if (action.Line.Context is not (CommandContext.Exec or CommandContext.Shell) || ScriptCall.Of(action.Line) is not { } call)
        {
            return null;
        }

        if (await ReadAsync(action, call.ReadLine(), cancellationToken) is not { } content || call.Pin(content.Span) is not { } line)
        {
            return null;
        }

        await scope.MarkAsync(
            EventCodes.Note,
            $"read {call.Path}: {content.Length} bytes; these are judged and run",
            new { script = call.Path, bytes = content.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(content.Span)) },
            cancellationToken);
        return action with { Line = line, Analysis = pipeline.Analyze(line) };
    }

    private async Task<ReadOnlyMemory<byte>?> ReadAsync(GatedAction action, CommandLine line, CancellationToken cancellationToken)
    {
        var reading = action with { Line = line, Analysis = pipeline.Analyze(line), HasTerminal = false };
        if (await pipeline.AdmitOwnAsync(reading, cancellationToken) is not { } command)
        {
            return null;
        }

        using var patience = new CancellationTokenSource(Patience, gate.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var content = new ArrayBufferWriter<byte>();
        try
        {
            var run = new TargetRun(gate, scope, command)
            {
                Input = WithheldCommandInput.Empty,
                HasTerminal = false,
                Output = (source, data, cancel) =>
                {
                    if (source == OutputSource.Output)
                    {
                        content.Write(data.Span);
                    }

                    return content.WrittenCount > ScriptCall.MaxBytes ? new ValueTask(either.CancelAsync()) : ValueTask.CompletedTask;
                },
            };
            var exit = await run.RunAsync(either.Token);
            return exit is { Status: 0, Signal: null } ? content.WrittenMemory : default(ReadOnlyMemory<byte>?);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
