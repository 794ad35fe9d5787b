using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Pipeline;

/// <summary>
/// What every lane does with a proof on the way to the target: it is spent once, and never on a token that is over; the audit log
/// has the release before the target has a byte, and the failure where it came to nothing.
/// </summary>
internal sealed class CommandRelease(GateServices gate, SessionScope scope, AdmittedCommand command)
{
    /// <summary>Spends the proof.</summary>
    /// <exception cref="OperationCanceledException">The access token has expired.</exception>
    /// <exception cref="InvalidOperationException">The proof was spent before.</exception>
    public void Spend()
    {
        if (scope.Grant.ExpiresAt <= gate.Clock.GetUtcNow())
        {
            // The connection's timer ends it; but a timer may be late, and nothing may run on a token that is over.
            throw new OperationCanceledException("the access token has expired");
        }

        if (!command.TrySpend())
        {
            throw new InvalidOperationException("what was admitted is done once");
        }
    }

    /// <summary>Writes the release down; durable when it returns.</summary>
    /// <param name="describe">What the lane has to add.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public Task AuditAsync(Func<AuditDetails, AuditDetails> describe, CancellationToken cancellationToken) => scope.AuditAsync(
        AuditEventType.CommandReleased,
        describe(AuditFacts.Of(scope.Grant).With("digest", command.Binding.Digest).With("command_bytes", command.Binding.Command)),
        command.Claim?.RequestId,
        cancellationToken);

    /// <summary>The audit log says why it came to nothing; a claimed approval of which nothing reached the target is failed with it.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="isReleased">Whether the target may have got it.</param>
    public async Task FailAsync(string reason, bool isReleased = false)
    {
        await scope.AuditAsync(
            AuditEventType.CommandFailed,
            AuditFacts.Of(scope.Grant).With("digest", command.Binding.Digest).With("reason", reason),
            command.Claim?.RequestId,
            CancellationToken.None);
        if (!isReleased && command.Claim is { } claim)
        {
            await gate.Approvals.FailAsync(claim, reason, CancellationToken.None);
        }
    }
}
