namespace SshGate.Gateway.Audit;

/// <summary>What the verifier found.</summary>
public abstract record AuditVerification
{
    private AuditVerification()
    {
    }

    /// <summary>Every entry is whole and in its place; <paramref name="Head"/> is the end.</summary>
    public sealed record Intact(AuditHead Head) : AuditVerification;

    /// <summary>The log was changed. Entries before <paramref name="Sequence"/> are sound, nothing from there on is.</summary>
    public sealed record Broken(long Sequence, string Reason) : AuditVerification;
}
