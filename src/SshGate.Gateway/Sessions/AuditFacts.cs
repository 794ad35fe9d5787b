using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Targets;
using SshGate.Policy;
using SshGate.Ssh.Transport;

namespace SshGate.Gateway.Sessions;

/// <summary>How the session's objects are written into audit events, said once.</summary>
internal static class AuditFacts
{
    /// <summary>What the policy is told about a principal.</summary>
    public static PolicySubject Subject(VerifiedIdentity identity) => new()
    {
        Issuer = identity.Issuer,
        Subject = identity.Subject,
        ClientId = identity.ClientId,
        Agent = identity.Agent,
        Groups = identity.Groups,
        Scopes = identity.Scopes,
    };

    /// <summary>What the policy is told about a target.</summary>
    public static PolicyTarget Target(Target target, TargetAccount account) => new()
    {
        Name = target.Name,
        Environment = target.Environment,
        Labels = target.Labels,
        Account = account.Name,
    };

    /// <summary>Who, at which target, under which grant.</summary>
    public static AuditDetails Of(Grant grant) =>
        new AuditDetails()
            .With("grant", grant.Id)
            .With("target", grant.Target.Name)
            .With("account", grant.Account.Name)
            .With("source", grant.SourceAddress);

    /// <summary>The same at one machine on the way to the target, or at the target itself.</summary>
    public static AuditDetails Of(Grant grant, TargetHop hop)
    {
        var facts = Of(grant).With("address", $"{hop.Target.Host}:{hop.Target.Port}");
        return hop.Target.Name == grant.Target.Name ? facts : facts.With("jump", $"{hop.Account.Name}+{hop.Target.Name}");
    }

    /// <summary>What a connection to a target agreed on, and whether a quantum computer could read it later.</summary>
    public static AuditDetails With(this AuditDetails details, SshAlgorithms algorithms) =>
        details
            .With("kex", algorithms.KeyExchange)
            .With("kex_post_quantum", algorithms.IsPostQuantum)
            .With("kex_strict", algorithms.StrictKex)
            .With("host_key_algorithm", algorithms.HostKey)
            .With("cipher_to_target", algorithms.CipherToServer)
            .With("cipher_from_target", algorithms.CipherToClient)
            .With("mac_to_target", algorithms.MacToServer)
            .With("mac_from_target", algorithms.MacToClient);

    /// <summary>The verdict with its reasons.</summary>
    public static AuditDetails With(this AuditDetails details, Verdict verdict) =>
        details
            .With("verdict", verdict.Kind.ToString())
            .With("risk", verdict.Risk.ToString())
            .With("rules", verdict.Rules)
            .With("reasons", verdict.Reasons.Select(reason => reason.Text))
            .With("effective", verdict.Effective)
            .With("tags", verdict.Tags)
            .With("notify", verdict.Settings.Notify)
            .With("policy", verdict.PolicyVersion);
}
