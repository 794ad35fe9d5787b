using SshGate.Policy.Files;
using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>What an agent asks for, at the place where the target has it; or why there is no such place.</summary>
internal sealed record Placed(FileOperation? Operation, FileOutcome.Failed? Failure)
{
    public static Placed At(FileOperation operation) => new(operation, null);

    public static Placed Nowhere(SftpStatus status, string text) => new(null, new FileOutcome.Failed(status, text));
}
