using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SshGate.Ssh.Server;

/// <summary>
/// A PROXY protocol header (HAProxy, "The PROXY protocol", versions 1 §2.1 and 2 §2.2).
/// </summary>
/// <param name="Source">The client, or null if the proxy connects on its own behalf or does not know the client.</param>
internal sealed record ProxyHeader(IPEndPoint? Source)
{
    /// <summary>§2.1: 107 bytes with CR LF in the worst case.</summary>
    private const int MaxLine = 107;

    private const int FixedLength = 16;

    /// <summary>
    /// Addresses and type-length-values behind the fixed part. The field can say 65535; addresses take 36 bytes, and what
    /// clouds add stays below a kilobyte.
    /// </summary>
    private const int MaxVariable = 2048;

    private static readonly SearchValues<char> Ipv4Characters = SearchValues.Create("0123456789.");

    private static readonly SearchValues<char> Ipv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    private static ReadOnlySpan<byte> Line => "PROXY "u8;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Takes the header off <paramref name="buffer"/>, or returns false and takes nothing if it is not complete.</summary>
    /// <exception cref="SshProtocolException">It is no such header, which shows with the first byte that is wrong.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out ProxyHeader header)
    {
        header = new ProxyHeader(Source: null);
        Span<byte> bytes = stackalloc byte[FixedLength + MaxVariable];
        bytes = bytes[..(int)Math.Min(buffer.Length, bytes.Length)];
        buffer.Slice(0, bytes.Length).CopyTo(bytes);
        int length;
        if (bytes.IsEmpty)
        {
            return false;
        }
        else if (bytes[0] == Line[0])
        {
            length = ReadLine(bytes, ref header);
        }
        else
        {
            length = ReadBinary(bytes, ref header);
        }

        buffer = buffer.Slice(length);
        return length > 0;
    }

    // PROXY TCP4|TCP6 source destination source-port destination-port CR LF, or PROXY UNKNOWN and anything CR LF.
    private static int ReadLine(ReadOnlySpan<byte> bytes, ref ProxyHeader header)
    {
        RequirePrefix(bytes, Line);
        var end = bytes[..Math.Min(bytes.Length, MaxLine)].IndexOf("\r\n"u8);
        if (end < 0)
        {
            return bytes.Length < MaxLine ? 0 : throw Illegal();
        }

        var words = Encoding.Latin1.GetString(bytes[..end]).Split(' ');
        header = words switch
        {
            [_, "UNKNOWN", ..] => new ProxyHeader(Source: null),
            [_, "TCP4", var source, var destination, var from, var to] =>
                ReadWords(AddressFamily.InterNetwork, source, destination, from, to),
            [_, "TCP6", var source, var destination, var from, var to] =>
                ReadWords(AddressFamily.InterNetworkV6, source, destination, from, to),
            _ => throw Illegal(),
        };
        return end + 2;
    }

    private static ProxyHeader ReadWords(AddressFamily family, string source, string destination, string from, string to)
    {
        ReadAddress(family, destination);
        ReadPort(to);
        return new ProxyHeader(EndPoint(ReadAddress(family, source), ReadPort(from)));
    }

    // The canonical form only: a text that two readers understand differently is no address.
    private static IPAddress ReadAddress(AddressFamily family, string text)
    {
        var characters = family == AddressFamily.InterNetwork ? Ipv4Characters : Ipv6Characters;
        if (text.AsSpan().ContainsAnyExcept(characters) || !IPAddress.TryParse(text, out var address) || address.AddressFamily != family)
        {
            throw Illegal();
        }

        // "1.2" and "010.0.0.1" are addresses to IPAddress, and not to everybody the same ones.
        return family == AddressFamily.InterNetworkV6 || address.ToString() == text ? address : throw Illegal();
    }

    private static int ReadPort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port <= ushort.MaxValue
            && (text.Length == 1 || text[0] != '0')
                ? port
                : throw Illegal();

    // byte[12] signature, 4 bits version, 4 bits command, 4 bits family, 4 bits protocol, uint16 length, addresses, TLVs.
    private static int ReadBinary(ReadOnlySpan<byte> bytes, ref ProxyHeader header)
    {
        RequirePrefix(bytes, Signature);
        if (bytes.Length < FixedLength)
        {
            return 0;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (length > MaxVariable || bytes[12] is not (0x20 or 0x21))
        {
            throw Illegal();
        }

        if (bytes.Length < FixedLength + length)
        {
            return 0;
        }

        var rest = bytes.Slice(FixedLength, length);
        header = (Command: bytes[12] & 0x0f, Family: bytes[13]) switch
        {
            // LOCAL: the proxy's own connection, such as a health check; the rest is to be skipped.
            (0, _) => new ProxyHeader(Source: null),
            (_, 0x11) when length >= 12 => new ProxyHeader(EndPoint(new IPAddress(rest[..4]), Port(rest[8..]))),
            (_, 0x21) when length >= 36 => new ProxyHeader(EndPoint(new IPAddress(rest[..16]), Port(rest[32..]))),

            // Unspecified, and a client of the proxy on a local socket: there is no address.
            (_, 0x00 or 0x31) => new ProxyHeader(Source: null),

            // Datagrams are no SSH, and the rest is not assigned.
            _ => throw Illegal(),
        };
        return FixedLength + length;
    }

    private static int Port(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static IPEndPoint EndPoint(IPAddress address, int port) => new(SourceNetwork.Normalize(address), port);

    private static void RequirePrefix(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> prefix)
    {
        var length = Math.Min(bytes.Length, prefix.Length);
        if (!bytes[..length].SequenceEqual(prefix[..length]))
        {
            throw Illegal();
        }
    }

    private static SshProtocolException Illegal() =>
        new(DisconnectReason.ProtocolError, "The connection does not begin with a PROXY protocol header.");
}
