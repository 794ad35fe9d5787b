using SshGate.Fuzz.Engine;
using SshGate.Ssh;
using SshGate.Ssh.Sftp;
using SshGate.Ssh.Tests.Sftp;

namespace SshGate.Fuzz.Targets;

/// <summary>File transfer packets: what reads writes back as the same bytes.</summary>
internal static class SftpTargets
{
    private static readonly string[] Words =
    [
        "posix-rename@openssh.com", "statvfs@openssh.com", "fstatvfs@openssh.com", "hardlink@openssh.com", "fsync@openssh.com",
        "lsetstat@openssh.com", "limits@openssh.com", "expand-path@openssh.com", "copy-data", "home-directory",
        "users-groups-by-id@openssh.com", "/", "..", "\0", "acl@x",
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "sftp-request",
            Words = Words,
            Seeds = () => SftpSamples.Requests.Select(request => SftpSamples.Encode(request)[4..]),
            Run = input =>
            {
                var buffer = new SftpPacketBuffer();
                SftpRequestCodec.Write(buffer, SftpRequestCodec.Read(input));
                Same(input, buffer);
            },
        },
        new()
        {
            Name = "sftp-reply",
            Words = Words,
            Seeds = () => SftpSamples.Replies.Select(reply => SftpSamples.Encode(reply)[4..]),
            Run = input =>
            {
                var buffer = new SftpPacketBuffer();
                SftpReplyCodec.Write(buffer, SftpReplyCodec.Read(input));
                Same(input, buffer);
            },
        },
        new()
        {
            Name = "sftp-version",
            Words = Words,
            Seeds = () => [[1, 0, 0, 0, 3], [1, 0, 0, 0, 3, 0, 0, 0, 1, (byte)'a', 0, 0, 0, 1, (byte)'1']],
            Run = input =>
            {
                var buffer = new SftpPacketBuffer();
                SftpVersionCodec.Write(buffer, SftpMessage.Init, SftpVersionCodec.Read(input, SftpMessage.Init));
                Same(input, buffer);
            },
        },
        new()
        {
            Name = "sftp-stream",
            Words = Words,
            MaxLength = 300 * 1024,
            ShortPass = 4000,
            MaxAllocation = 1024 * 1024,
            Seeds = () => [[.. SftpSamples.Requests.SelectMany(SftpSamples.Encode)]],
            Run = input => BrokenLawException.Unless(
                Cut(input, input.Length).SequenceEqual(Cut(input, 1 + (input.Length % 11))), "It depends on how the bytes arrive."),
        },
    ];

    private static void Same(byte[] input, SftpPacketBuffer buffer) => BrokenLawException.Unless(
        buffer.Packet.Span[4..].SequenceEqual(input), "What was read is written as other bytes.");

    private static List<string> Cut(byte[] input, int piece)
    {
        var packets = new List<string>();
        var reader = new SftpPacketReader();
        try
        {
            foreach (var part in input.Chunk(Math.Max(piece, 1)))
            {
                reader.Append(part);
                while (reader.TryRead(out var packet))
                {
                    packets.Add($"{packet.Length} {Convert.ToHexString(packet.Span[..Math.Min(packet.Length, 8)])}");
                }
            }
        }
        catch (SshProtocolException e)
        {
            packets.Add(e.Message);
        }

        return packets;
    }
}
