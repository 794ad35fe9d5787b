using SshGate.Gateway.Targets;
using SshGate.Ssh.Client;

namespace SshGate.Gateway.Onward;

/// <summary>
/// What an agent is told about a machine that could not be connected to: which one it was, and who can help. Nothing in it helps
/// to make the gate accept another machine.
/// </summary>
internal sealed class HopWords(Target target, TargetHop hop, TimeSpan timeout)
{
    private readonly bool _isTarget = hop.Target.Name == target.Name;
    private readonly string _before = hop.Target.Route is [.., var jump]
        ? $"the jump host '{jump.Target.Name}'"
        : "the gate";

    private string It => _isTarget ? "it" : $"the jump host '{hop.Target.Name}'";

    private string Its => _isTarget ? "its" : $"the jump host '{hop.Target.Name}': its";

    /// <summary>No answer in time.</summary>
    public string Silent => $"{It} did not answer within {timeout.TotalSeconds:0} seconds";

    /// <summary>The vault gives no credential.</summary>
    public string NoCredential => $"the gate cannot use its key for {It}; tell the operator";

    /// <summary>The machine before does not connect further.</summary>
    public string NoWayOn => $"{_before} cannot connect to {It}, or does not forward; tell the operator";

    /// <summary>Why the login did not come about.</summary>
    public string Explain(SshClientFailure failure, TargetHostKeys hostKeys) => failure switch
    {
        SshClientFailure.HostKeyRejected => $"{Its} {hostKeys.Tell()}; nothing was sent to it; an operator must look",
        SshClientFailure.AuthenticationFailed when hop.Account.Credential is TargetCredential.Certificate =>
            $"{It} does not accept the gate's certificate; tell the operator",
        SshClientFailure.AuthenticationFailed => $"{It} does not accept the gate's key; tell the operator",
        SshClientFailure.TimedOut => Silent,
        SshClientFailure.Unreachable when hop.Target.Jump is not null => NoWayOn,
        SshClientFailure.Unreachable => $"nobody answers at {(_isTarget ? "its address" : $"the address of {It}")}; try again later or tell the operator",
        SshClientFailure.ProtocolError => $"{It} does not answer as an SSH server that the gate can talk to; tell the operator",
        SshClientFailure.Disconnected => $"{It} ended the connection; try again later or tell the operator",
    };
}
