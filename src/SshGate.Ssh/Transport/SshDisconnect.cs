using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Transport;

/// <summary>Why a connection ended (RFC 4253 §11.1).</summary>
/// <param name="Reason">The code, ours or the peer's.</param>
/// <param name="Text">The reason in words; control characters of a peer are escaped.</param>
/// <param name="ByPeer">Whether the peer ended it.</param>
public sealed record SshDisconnect(DisconnectReason Reason, string Text, bool ByPeer)
{
    /// <summary>What it means beyond the code.</summary>
    internal EndKind Kind { get; init; }

    /// <summary>Reads the peer's: byte 1, uint32 reason, string description, string language tag.</summary>
    internal static SshDisconnect Read(ReadOnlySpan<byte> payload)
    {
        var message = new SshReader(payload);
        message.ReadByte();
        var reason = (DisconnectReason)message.ReadUInt32();
        return new SshDisconnect(reason, PeerText.Escape(message.ReadString()), ByPeer: true);
    }

    internal byte[] ToMessage() => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.Disconnect);
        writer.WriteUInt32((uint)Reason);
        writer.WriteText(Text);
        writer.WriteText("");
    });
}
