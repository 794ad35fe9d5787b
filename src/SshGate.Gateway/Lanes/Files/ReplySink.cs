using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>Takes the target's answer to one request. The answer's bytes live until it returns.</summary>
internal delegate ValueTask ReplySink(SftpReply reply, CancellationToken cancellationToken);
