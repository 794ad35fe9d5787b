namespace SshGate.Ssh.Sftp;

/// <summary>One entry of a NAME answer: the name, its <c>ls -l</c> line, its attributes.</summary>
public sealed record SftpName(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Line, SftpAttributes Attributes);
