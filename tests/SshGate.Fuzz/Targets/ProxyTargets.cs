using System.Buffers;
using System.Text;
using SshGate.Fuzz.Engine;
using SshGate.Ssh;
using SshGate.Ssh.Server;

namespace SshGate.Fuzz.Targets;

/// <summary>The PROXY protocol's header, which comes before SSH.</summary>
internal static class ProxyTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "proxy-header",
            Words = ["PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "127.0.0.1 ", "::1 ", "::ffff:1.2.3.4 ", "65535", "\r\n", "\r\n\r\n\0\r\nQUIT\n"],
            Seeds = () =>
            [
                Encoding.ASCII.GetBytes("PROXY TCP4 192.0.2.1 192.0.2.2 1234 22\r\nSSH-2.0-x"),
                Encoding.ASCII.GetBytes("PROXY TCP6 2001:db8::1 ::1 1 65535\r\n"), Encoding.ASCII.GetBytes("PROXY UNKNOWN\r\n"),
                [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0, 12, 192, 0, 2, 1, 192, 0, 2, 2, 4, 210, 0, 22, .. "SSH"u8],
                [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x21, 0, 40, .. new byte[36], 4, 0, 1, 0], [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x20, 0, 0, 0],
            ],
            Run = input => BrokenLawException.Unless(
                Read(input, input.Length) == Read(input, 1 + (input.Length % 5)), "It depends on how the bytes arrive."),
        },
    ];

    // What it says and how long it is, or that it is refused, or that more is awaited.
    private static string Read(byte[] input, int piece)
    {
        try
        {
            for (var arrived = piece; ; arrived += piece)
            {
                var all = new ReadOnlySequence<byte>(input.AsMemory(0, Math.Min(arrived, input.Length)));
                var rest = all;
                if (ProxyHeader.TryRead(ref rest, out var header))
                {
                    return $"{header.Source} {all.Length - rest.Length}";
                }

                BrokenLawException.Unless(rest.Length == all.Length, "Some was taken, and it was not complete.");
                if (arrived >= input.Length)
                {
                    return "more";
                }
            }
        }
        catch (SshProtocolException)
        {
            return "refused";
        }
    }
}
