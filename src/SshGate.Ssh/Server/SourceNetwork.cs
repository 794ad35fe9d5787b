using System.Net;
using System.Net.Sockets;

namespace SshGate.Ssh.Server;

/// <summary>Addresses as admission sees them: one source is one IPv4 address, or the IPv6 prefix that one host gets.</summary>
internal static class SourceNetwork
{
    /// <summary>The prefix that one host gets (RFC 4291 §2.5.4); whoever has it has 2^64 addresses.</summary>
    private const int HostPrefixBytes = 8;

    /// <summary>An IPv4 address that a socket for both families shows as IPv6 is an IPv4 address.</summary>
    public static IPAddress Normalize(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>The source that an address belongs to, by which it is counted.</summary>
    public static IPAddress Of(IPAddress address)
    {
        address = Normalize(address);
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(HostPrefixBytes).Clear();
        return new IPAddress(bytes);
    }

    /// <summary>Whether one of the networks holds the address.</summary>
    public static bool AnyContains(IReadOnlyList<IPNetwork> networks, IPAddress address)
    {
        address = Normalize(address);
        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
