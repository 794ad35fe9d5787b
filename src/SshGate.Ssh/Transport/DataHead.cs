using System.Buffers.Binary;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Transport;

/// <summary>
/// What precedes the data of CHANNEL_DATA and CHANNEL_EXTENDED_DATA (RFC 4254 §5.2):
/// byte message, uint32 recipient channel, [uint32 data type], uint32 length.
/// </summary>
/// <param name="Gate">The sending channel: nothing may follow its EOF or CLOSE.</param>
/// <param name="IsError">Whether it is extended data of type SSH_EXTENDED_DATA_STDERR.</param>
internal readonly record struct DataHead(IOutputGate Gate, bool IsError)
{
    public const int MaxLength = 13;

    /// <summary>RFC 4254 §5.2: SSH_EXTENDED_DATA_STDERR.</summary>
    public const uint ErrorType = 1;

    public int Write(Span<byte> output, int dataLength)
    {
        output[0] = (byte)(IsError ? MessageId.ChannelExtendedData : MessageId.ChannelData);
        BinaryPrimitives.WriteUInt32BigEndian(output[1..], Gate.RemoteId);
        var next = 5;
        if (IsError)
        {
            BinaryPrimitives.WriteUInt32BigEndian(output[next..], ErrorType);
            next += 4;
        }

        BinaryPrimitives.WriteUInt32BigEndian(output[next..], (uint)dataLength);
        return next + 4;
    }
}
