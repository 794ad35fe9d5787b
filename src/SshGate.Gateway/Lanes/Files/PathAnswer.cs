using SshGate.Policy.Files;
using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>Where a path is, or why the target does not say.</summary>
internal sealed record PathAnswer(FilePath? Path, SftpReply.Status? Failure)
{
    public static PathAnswer Failed(SftpStatus status, string text) => new(null, new SftpReply.Status(0, status, text));
}
