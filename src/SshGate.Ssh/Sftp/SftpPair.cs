namespace SshGate.Ssh.Sftp;

/// <summary>An extension with its data, or an extended attribute with its value.</summary>
public readonly record struct SftpPair(string Name, ReadOnlyMemory<byte> Value);
