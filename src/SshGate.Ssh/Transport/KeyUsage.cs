namespace SshGate.Ssh.Transport;

/// <summary>What one key of one direction has carried. Owned by the reader or the writer of that direction.</summary>
internal struct KeyUsage
{
    public long Bytes { get; private set; }

    public long Packets { get; private set; }

    public void Count(int bytes)
    {
        Bytes += bytes;
        Packets++;
    }

    /// <summary>Whether a rekey is due by volume (RFC 4253 §9, RFC 4344 §3).</summary>
    public readonly bool IsSpent(SshLimits limits) => Bytes >= limits.RekeyBytes || Packets >= limits.RekeyPackets;
}
