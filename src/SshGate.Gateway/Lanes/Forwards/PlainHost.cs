using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SshGate.Gateway.Lanes.Forwards;

/// <summary>
/// Reads the host of a forward without asking any resolver. The target reads it again with rules of its own, so only what all
/// readers take for the same thing passes: an address in its usual form, or a host name (catalogue D4: <c>0x7f.1</c>,
/// <c>2130706433</c>, <c>::ffff:127.0.0.1</c> are all the machine itself).
/// </summary>
internal static class PlainHost
{
    private const int MaxName = 253;
    private const int MaxLabel = 63;

    /// <summary>The prefixes of IPv6 addresses that carry an IPv4 address, which would be a second spelling of it.</summary>
    private static readonly IPNetwork[] Carriers =
    [
        IPNetwork.Parse("::/96"),
        IPNetwork.Parse("::ffff:0:0:0/96"),
        IPNetwork.Parse("64:ff9b::/96"),
        IPNetwork.Parse("64:ff9b:1::/48"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("2001::/32"),
    ];

    /// <summary>The one spelling that is judged and sent; null when there is none, and then <paramref name="fault"/> says why.</summary>
    public static string? Read(string host, out string? fault)
    {
        fault = null;
        var lower = host.ToLowerInvariant();
        if (lower.Contains(':', StringComparison.Ordinal))
        {
            return ReadVersion6(lower, out fault);
        }

        if (lower.Length is 0 or > MaxName || !lower.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            fault = "the host is neither an address nor a host name";
            return null;
        }

        var labels = lower.Split('.');
        return IsNumber(labels[^1]) ? ReadVersion4(lower, labels, out fault) : ReadName(lower, labels, out fault);
    }

    /// <summary>What a resolver would try to read as a part of an address: decimal, octal or hexadecimal.</summary>
    private static bool IsNumber(string label) =>
        (label.Length > 0 && label.All(char.IsAsciiDigit)) || label.StartsWith("0x", StringComparison.Ordinal);

    private static string? ReadVersion4(string host, string[] parts, out string? fault)
    {
        fault = "an IPv4 address is written as four decimal numbers";
        if (parts.Length != 4 || parts.Any(part => !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _) || part is ['0', _, ..]))
        {
            return null;
        }

        var first = byte.Parse(parts[0], CultureInfo.InvariantCulture);
        if (first is 0 or >= 224)
        {
            fault = "the address is none of a single machine";
            return null;
        }

        fault = null;
        return host;
    }

    private static string? ReadVersion6(string host, out string? fault)
    {
        if (host.Contains('%', StringComparison.Ordinal) || host.Contains('[', StringComparison.Ordinal)
            || !IPAddress.TryParse(host, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            fault = "the host is neither an address nor a host name";
            return null;
        }

        if (address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any))
        {
            fault = "the address is none of a single machine";
            return null;
        }

        // IPNetwork.Contains does not take a mapped address for an IPv6 one.
        if (address.IsIPv4MappedToIPv6 || !address.Equals(IPAddress.IPv6Loopback) && Carriers.Any(carrier => carrier.Contains(address)))
        {
            fault = "write an IPv4 address as such";
            return null;
        }

        fault = null;
        return address.ToString();
    }

    private static string? ReadName(string host, string[] labels, out string? fault)
    {
        if (labels.Any(label => label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-'))
        {
            fault = "the host is neither an address nor a host name";
            return null;
        }

        // Other names of the machine itself would be another spelling of localhost to a rule.
        if (host != "localhost" && (labels[^1] is "localhost" or "localdomain" || labels[0] is "ip6-localhost" or "ip6-loopback" or "localhost4" or "localhost6" or "loopback"))
        {
            fault = "write localhost";
            return null;
        }

        fault = null;
        return host;
    }
}
