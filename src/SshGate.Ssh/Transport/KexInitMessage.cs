using System.Security.Cryptography;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Transport;

/// <summary>
/// SSH_MSG_KEXINIT (RFC 4253 §7.1): byte 20, byte[16] cookie, ten name-lists, boolean first_kex_packet_follows, uint32 0.
/// Languages are neither sent nor read.
/// </summary>
internal sealed record KexInitMessage
{
    public required string[] KeyExchanges { get; init; }

    public required string[] HostKeys { get; init; }

    public required string[] CiphersToServer { get; init; }

    public required string[] CiphersToClient { get; init; }

    public required string[] MacsToServer { get; init; }

    public required string[] MacsToClient { get; init; }

    public required string[] CompressionsToServer { get; init; }

    public required string[] CompressionsToClient { get; init; }

    public bool FirstKexPacketFollows { get; init; }

    /// <summary>Our KEXINIT.</summary>
    /// <param name="proposal">The lists.</param>
    /// <param name="markers">Names added to the key exchange methods in the first KEXINIT.</param>
    public static byte[] Build(AlgorithmProposal proposal, params string[] markers) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.KexInit);
        writer.WriteBytes(RandomNumberGenerator.GetBytes(16));
        writer.WriteNameList([.. proposal.KeyExchanges, .. markers]);
        writer.WriteNameList(proposal.HostKeys);
        writer.WriteNameList(proposal.Ciphers);
        writer.WriteNameList(proposal.Ciphers);
        writer.WriteNameList(proposal.Macs);
        writer.WriteNameList(proposal.Macs);
        writer.WriteNameList("none");
        writer.WriteNameList("none");
        writer.WriteNameList();
        writer.WriteNameList();
        writer.WriteBoolean(false);
        writer.WriteUInt32(0);
    });

    public static KexInitMessage Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        reader.ReadByte();
        reader.ReadBytes(16);
        var message = new KexInitMessage
        {
            KeyExchanges = reader.ReadNameList(),
            HostKeys = reader.ReadNameList(),
            CiphersToServer = reader.ReadNameList(),
            CiphersToClient = reader.ReadNameList(),
            MacsToServer = reader.ReadNameList(),
            MacsToClient = reader.ReadNameList(),
            CompressionsToServer = reader.ReadNameList(),
            CompressionsToClient = reader.ReadNameList(),
            FirstKexPacketFollows = SkipLanguages(ref reader) && reader.ReadBoolean(),
        };
        reader.ReadUInt32();
        reader.End();
        return message;
    }

    private static bool SkipLanguages(ref SshReader reader)
    {
        reader.ReadString();
        reader.ReadString();
        return true;
    }
}
