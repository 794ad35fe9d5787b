using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>What is at a path, or why the target does not say.</summary>
internal sealed record PresenceAnswer(SftpAttributes? Attributes, SftpReply.Status? Failure)
{
    /// <summary>The target is sure that nothing is there; any other failure leaves it open.</summary>
    public bool IsMissing => Failure is { Code: SftpStatus.NoSuchFile };
}
