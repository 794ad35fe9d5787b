namespace SshGate.Ssh.Sftp;

/// <summary>INIT or VERSION (draft-ietf-secsh-filexfer-02 §4): the version and what is offered besides.</summary>
public sealed record SftpVersion(uint Version, IReadOnlyList<SftpPair> Extensions);
