namespace SshGate.Ssh.Sftp;

/// <summary>
/// An answer of SFTP version 3 (draft-ietf-secsh-filexfer-02 §7). Byte fields point into the packet they were read from and
/// live as long as it does.
/// </summary>
public abstract record SftpReply(uint Id)
{
    /// <summary>How it went. Old servers send neither text nor language: then the text is null.</summary>
    public sealed record Status(uint Id, SftpStatus Code, string? Text, string? Language = "") : SftpReply(Id);

    /// <summary>A new handle.</summary>
    public sealed record Handle(uint Id, ReadOnlyMemory<byte> Value) : SftpReply(Id);

    /// <summary>What was read.</summary>
    public sealed record Data(uint Id, ReadOnlyMemory<byte> Bytes) : SftpReply(Id);

    /// <summary>Names.</summary>
    public sealed record Name(uint Id, IReadOnlyList<SftpName> Names) : SftpReply(Id);

    /// <summary>Attributes.</summary>
    public sealed record Attributes(uint Id, SftpAttributes Value) : SftpReply(Id);

    /// <summary>The answer of an extension.</summary>
    public sealed record Extended(uint Id, ReadOnlyMemory<byte> Body) : SftpReply(Id);
}
