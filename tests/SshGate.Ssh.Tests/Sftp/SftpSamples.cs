using System.Text;
using SshGate.Ssh.Sftp;

namespace SshGate.Ssh.Tests.Sftp;

/// <summary>One of every packet.</summary>
internal static class SftpSamples
{
    private static readonly SftpAttributes Attributes = new()
    {
        Size = ulong.MaxValue,
        Owner = (1000, 100),
        Permissions = 0x81A4,
        Times = (1, uint.MaxValue),
        Extended = [new SftpPair("acl@x", "v"u8.ToArray())],
    };

    public static IReadOnlyList<SftpRequest> Requests { get; } =
    [
        new SftpRequest.Open(1, Bytes("/a"), SftpOpenMode.Write | SftpOpenMode.Create, Attributes),
        new SftpRequest.Close(2, Bytes("h")),
        new SftpRequest.Read(3, Bytes("h"), ulong.MaxValue, uint.MaxValue),
        new SftpRequest.Write(4, Bytes("h"), 5, Bytes("data")),
        new SftpRequest.Lstat(5, Bytes("/a")),
        new SftpRequest.Fstat(6, Bytes("h")),
        new SftpRequest.SetStat(7, Bytes("/a"), SftpAttributes.None),
        new SftpRequest.FsetStat(8, Bytes("h"), new SftpAttributes { Permissions = 0x1ED }),
        new SftpRequest.OpenDirectory(9, Bytes("/")),
        new SftpRequest.ReadDirectory(10, Bytes("h")),
        new SftpRequest.Remove(11, Bytes("/a")),
        new SftpRequest.MakeDirectory(12, Bytes("/d"), Attributes),
        new SftpRequest.RemoveDirectory(13, Bytes("/d")),
        new SftpRequest.RealPath(14, Bytes(".")),
        new SftpRequest.Stat(15, Bytes("")),
        new SftpRequest.Rename(16, Bytes("/a"), Bytes("/b")),
        new SftpRequest.ReadLink(17, Bytes("/l")),
        new SftpRequest.SymbolicLink(18, Bytes("to"), Bytes("/l")),
        new SftpRequest.PosixRename(19, Bytes("/a"), Bytes("/b")),
        new SftpRequest.HardLink(20, Bytes("/a"), Bytes("/b")),
        new SftpRequest.StatVfs(21, Bytes("/a")),
        new SftpRequest.FstatVfs(22, Bytes("h")),
        new SftpRequest.Fsync(23, Bytes("h")),
        new SftpRequest.LsetStat(24, Bytes("/l"), Attributes),
        new SftpRequest.Limits(25),
        new SftpRequest.ExpandPath(26, Bytes("~/a")),
        new SftpRequest.CopyData(27, Bytes("h"), 1, 2, Bytes("i"), 3),
        new SftpRequest.HomeDirectory(28, Bytes("user")),
        new SftpRequest.UsersGroups(29, new byte[8], new byte[4]),
        new SftpRequest.UnknownExtension(30, "vendor@example", Bytes("anything")),
    ];

    public static IReadOnlyList<SftpReply> Replies { get; } =
    [
        new SftpReply.Status(1, SftpStatus.PermissionDenied, "no", "en"),
        new SftpReply.Status(2, (SftpStatus)77, "", ""),
        new SftpReply.Status(3, SftpStatus.Ok, null, null),
        new SftpReply.Handle(4, Bytes("h")),
        new SftpReply.Data(5, Bytes("data")),
        new SftpReply.Name(6, [new SftpName(Bytes("a"), Bytes("-rw a"), Attributes), new SftpName(Bytes("b"), Bytes(""), SftpAttributes.None)]),
        new SftpReply.Name(7, []),
        new SftpReply.Attributes(8, Attributes),
        new SftpReply.Extended(9, Bytes("anything")),
    ];

    public static byte[] Encode(SftpRequest request)
    {
        var buffer = new SftpPacketBuffer();
        SftpRequestCodec.Write(buffer, request);
        return buffer.Packet.ToArray();
    }

    public static byte[] Encode(SftpReply reply)
    {
        var buffer = new SftpPacketBuffer();
        SftpReplyCodec.Write(buffer, reply);
        return buffer.Packet.ToArray();
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
