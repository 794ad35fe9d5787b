using System.Globalization;

namespace SshGate.Policy.Rules;

/// <summary>A network in CIDR notation, IPv4 or IPv6; IPv4-mapped IPv6 addresses count as IPv4.</summary>
internal sealed class NetworkRange
{
    private readonly byte[] _address;
    private readonly int _bits;

    private NetworkRange(byte[] address, int bits)
    {
        _address = address;
        _bits = bits;
    }

    /// <summary>Reads <c>address</c> or <c>address/bits</c>; null when it is neither.</summary>
    public static NetworkRange? Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length > 2 || ParseAddress(parts[0]) is not { } address)
        {
            return null;
        }

        var bits = address.Length * 8;
        return parts.Length == 2
            && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > address.Length * 8)
            ? null
            : new NetworkRange(address, bits);
    }

    public bool Contains(string text)
    {
        if (ParseAddress(text) is not { } address || address.Length != _address.Length)
        {
            return false;
        }

        for (var bit = 0; bit < _bits; bit++)
        {
            var mask = 0x80 >> (bit % 8);
            if ((address[bit / 8] & mask) != (_address[bit / 8] & mask))
            {
                return false;
            }
        }

        return true;
    }

    private static byte[]? ParseAddress(string text)
    {
        var zone = text.IndexOf('%', StringComparison.Ordinal);
        text = zone < 0 ? text : text[..zone];
        return text.Contains(':', StringComparison.Ordinal) ? ParseSix(text) : ParseFour(text);
    }

    private static byte[]? ParseFour(string text)
    {
        var parts = text.Split('.');
        var bytes = new byte[4];
        for (var i = 0; i < 4; i++)
        {
            if (parts.Length != 4 || !byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i]))
            {
                return null;
            }
        }

        return bytes;
    }

    private static byte[]? ParseSix(string text)
    {
        var lastColon = text.LastIndexOf(':');
        byte[]? four = null;
        if (text.AsSpan(lastColon).Contains('.'))
        {
            four = ParseFour(text[(lastColon + 1)..]);
            if (four is null)
            {
                return null;
            }

            text = text[..(lastColon + 1)] + "0:0";
        }

        var halves = text.Split("::");
        var left = Groups(halves[0]);
        var right = halves.Length > 1 ? Groups(halves[1]) : [];
        if (left is null || right is null || halves.Length > 2 || left.Count + right.Count > 8
            || (halves.Length == 1 && left.Count != 8))
        {
            return null;
        }

        var bytes = new byte[16];
        for (var i = 0; i < left.Count; i++)
        {
            (bytes[2 * i], bytes[(2 * i) + 1]) = ((byte)(left[i] >> 8), (byte)(left[i] & 0xff));
        }

        for (var i = 0; i < right.Count; i++)
        {
            var at = 16 - (2 * (right.Count - i));
            (bytes[at], bytes[at + 1]) = ((byte)(right[i] >> 8), (byte)(right[i] & 0xff));
        }

        four?.CopyTo(bytes, 12);
        var isMapped = bytes.AsSpan(0, 10).IndexOfAnyExcept((byte)0) < 0 && bytes[10] == 0xff && bytes[11] == 0xff;
        return isMapped ? bytes[12..] : bytes;
    }

    private static List<ushort>? Groups(string text)
    {
        var groups = new List<ushort>();
        foreach (var part in text.Split(':', StringSplitOptions.None))
        {
            if (text.Length == 0)
            {
                break;
            }

            if (part.Length > 4 || !ushort.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            groups.Add(value);
        }

        return groups;
    }
}
