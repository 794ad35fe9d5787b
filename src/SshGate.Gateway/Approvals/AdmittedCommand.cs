using SshGate.Policy;

namespace SshGate.Gateway.Approvals;

/// <summary>
/// Proof that exactly these bytes may run, once. What sends bytes to a target takes one of these; only policy's Allow or
/// a claimed approval makes one.
/// </summary>
public sealed class AdmittedCommand
{
    private int _spent;

    private AdmittedCommand(CommandBinding binding, ApprovalClaim? claim)
    {
        Binding = binding;
        Claim = claim;
    }

    /// <summary>What may run; the bytes to send are <see cref="CommandBinding.Command"/> and no copy of them.</summary>
    public CommandBinding Binding { get; }

    /// <summary>The approval it came from; null when policy allowed it without a person.</summary>
    public ApprovalClaim? Claim { get; }

    /// <summary>Admits what policy allows without a person.</summary>
    /// <exception cref="InvalidOperationException">The verdict is no Allow, or was not given for this very command.</exception>
    public static AdmittedCommand FromVerdict(Verdict verdict, CommandBinding binding)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(binding);
        if (verdict.Kind != VerdictKind.Allow)
        {
            throw new InvalidOperationException($"a verdict of {verdict.Kind} admits nothing");
        }

        return binding.IsJudgedBy(verdict)
            ? new AdmittedCommand(binding, claim: null)
            : throw new InvalidOperationException("the verdict was not given for this command");
    }

    /// <summary>Admits what people approved; uses the claim up.</summary>
    /// <exception cref="InvalidOperationException">The claim is for other bytes, or was used before.</exception>
    public static AdmittedCommand FromClaim(ApprovalClaim claim, CommandBinding binding)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(binding);
        if (claim.Digest != binding.ComputeDigest())
        {
            throw new InvalidOperationException("the command is not the one that was approved");
        }

        return claim.TryUse()
            ? new AdmittedCommand(binding, claim)
            : throw new InvalidOperationException("the approval was used before");
    }

    /// <summary>
    /// True once, immediately before the bytes are sent, and only while they still are what was admitted. Whoever gets
    /// false sends nothing.
    /// </summary>
    public bool TrySpend() =>
        Interlocked.Exchange(ref _spent, 1) == 0 && Binding.ComputeDigest() == Binding.Digest;
}
