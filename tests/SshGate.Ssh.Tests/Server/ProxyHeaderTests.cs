using System.Buffers;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SshGate.Ssh.Server;

namespace SshGate.Ssh.Tests.Server;

/// <summary>The PROXY protocol's headers. The texts of version 1 are those of its specification.</summary>
public sealed class ProxyHeaderTests
{
    private static readonly byte[] Signature = [13, 10, 13, 10, 0, 13, 10, .. "QUIT\n"u8];

    public static TheoryData<byte[], string?> Headers() => new()
    {
        { Text("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n"), "192.168.0.1:56324" },
        { Text("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n"), "255.255.255.255:65535" },
        { Text("PROXY TCP6 2001:db8::1 ::1 0 22\r\n"), "[2001:db8::1]:0" },
        {
            Text("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"),
            "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535"
        },
        { Text("PROXY TCP6 ::ffff:10.1.2.3 ::1 1 22\r\n"), "10.1.2.3:1" },
        { Text("PROXY UNKNOWN\r\n"), null },
        { Text("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n"), null },
        { Binary(0x21, 0x11, [10, 1, 2, 3, 127, 0, 0, 1, 0x12, 0x34, 0, 22]), "10.1.2.3:4660" },
        { Binary(0x21, 0x11, [10, 1, 2, 3, 127, 0, 0, 1, 0x12, 0x34, 0, 22, 4, 0, 1, 0]), "10.1.2.3:4660" },
        { Binary(0x21, 0x21, [.. IPAddress.Parse("2001:db8::7").GetAddressBytes(), .. new byte[16], 0, 9, 0, 22]), "[2001:db8::7]:9" },
        { Binary(0x20, 0x00, []), null },
        { Binary(0x20, 0x11, [10, 1, 2, 3, 127, 0, 0, 1, 0x12, 0x34, 0, 22]), null },
        { Binary(0x21, 0x00, []), null },
        { Binary(0x21, 0x31, new byte[216]), null },
    };

    public static TheoryData<byte[]> Forgeries() =>
    [
        Text("SSH-2.0-OpenSSH_9.2\r\n"),
        Text("PRIXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n"),
        Text("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n"),
        Text("PROXY TCP4 1.2.3.4 1.2.3.4 1 1 \r\n"),
        Text("PROXY  TCP4 1.2.3.4 1.2.3.4 1 1\r\n"),
        Text("PROXY TCP4 1.2.3 1.2.3.4 1 1\r\n"),
        Text("PROXY TCP4 010.0.0.1 1.2.3.4 1 1\r\n"),
        Text("PROXY TCP4 0x7f000001 1.2.3.4 1 1\r\n"),
        Text("PROXY TCP4 ::1 ::1 1 1\r\n"),
        Text("PROXY TCP6 1.2.3.4 1.2.3.4 1 1\r\n"),
        Text("PROXY TCP6 fe80::1%eth0 ::1 1 1\r\n"),
        Text("PROXY TCP6 [::1] ::1 1 1\r\n"),
        Text("PROXY TCP4 1.2.3.4 1.2.3.4 65536 1\r\n"),
        Text("PROXY TCP4 1.2.3.4 1.2.3.4 -1 1\r\n"),
        Text("PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n"),
        Text("PROXY TCP4 1.2.3.4 1.2.3.4 1 x\r\n"),
        Text("PROXY UDP4 1.2.3.4 1.2.3.4 1 1\r\n"),
        Text("PROXY UNKNOWNX\r\n"),
        Text("PROXY UNKNOWN " + new string('x', 200)),
        Binary(0x11, 0x11, new byte[12]),
        Binary(0x22, 0x11, new byte[12]),
        Binary(0x21, 0x11, new byte[11]),
        Binary(0x21, 0x21, new byte[35]),
        Binary(0x21, 0x12, new byte[12]),
        Binary(0x21, 0x22, new byte[36]),
        Binary(0x21, 0x41, new byte[36]),
        Binary(0x21, 0x11, new byte[2049]),
        (byte[])[.. Signature[..11], (byte)'x'],
    ];

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_is_taken_and_nothing_behind_it(byte[] header, string? source)
    {
        var buffer = new ReadOnlySequence<byte>([.. header, .. "SSH-2.0-x\r\n"u8]);

        Assert.True(ProxyHeader.TryRead(ref buffer, out var found));

        Assert.Equal(source, found.Source?.ToString());
        Assert.Equal("SSH-2.0-x\r\n", Encoding.ASCII.GetString(buffer.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_strict_prefix_takes_nothing(byte[] header, string? source)
    {
        _ = source;
        for (var length = 0; length < header.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(header, 0, length);

            Assert.False(ProxyHeader.TryRead(ref buffer, out _));
            Assert.Equal(length, buffer.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void All_else_is_refused(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);

        Assert.Throws<SshProtocolException>(() => ProxyHeader.TryRead(ref buffer, out _));
    }

    [Fact]
    public void Any_bytes_are_a_header_more_to_come_or_a_protocol_exception() =>
        Prop.ForAll<byte[], byte, byte>((bytes, command, family) =>
        {
            Check(bytes);
            Check(Binary(command, family, bytes));
            Check([.. "PROXY TCP4 "u8, .. bytes, 13, 10]);
        }).QuickCheckThrowOnFailure();

    private static void Check(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        try
        {
            ProxyHeader.TryRead(ref buffer, out _);
        }
        catch (SshProtocolException)
        {
            // The one exception that bytes may cause.
        }
    }

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Binary(byte command, byte family, byte[] rest) =>
        [.. Signature, command, family, unchecked((byte)(rest.Length >> 8)), unchecked((byte)rest.Length), .. rest];
}
