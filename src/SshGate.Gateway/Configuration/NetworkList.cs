using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace SshGate.Gateway.Configuration;

/// <summary>Networks as people write them: <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>, or one address.</summary>
internal static class NetworkList
{
    /// <summary>The networks of a list that was checked by <see cref="Problems"/>.</summary>
    public static IReadOnlyList<IPNetwork> Parse(IReadOnlyList<string> texts) =>
        [.. texts.Select(text => TryParse(text, out var network) ? network.Value : throw new FormatException(text))];

    /// <summary>What is wrong with the entries.</summary>
    public static IEnumerable<ConfigurationProblem> Problems(string path, IReadOnlyList<string> texts)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (!TryParse(texts[i], out _))
            {
                yield return new(
                    $"{path}[{i}]",
                    $"found '{texts[i]}'; an address or a network is accepted, such as 10.1.2.3, 10.0.0.0/8 or 2001:db8::/32, without bits behind the prefix");
            }
        }
    }

    /// <summary>
    /// One reading only: <c>10</c> and <c>010.0.0.1</c> are addresses to the parser, but not those that whoever wrote them meant; and one of
    /// IPv4 inside IPv6 would match nothing, since sources are compared as what they are.
    /// </summary>
    private static bool TryParse(string? text, [NotNullWhen(true)] out IPNetwork? network)
    {
        network = null;
        if (text?.Split('/')[0] is not { } first
            || !IPAddress.TryParse(first, out var address)
            || address.IsIPv4MappedToIPv6
            || (address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() != first : first.AsSpan().ContainsAny("[%]")))
        {
            return false;
        }

        if (!text.Contains('/', StringComparison.Ordinal))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }
        else if (IPNetwork.TryParse(text, out var parsed) && parsed.BaseAddress.Equals(address))
        {
            // Bits behind the prefix would be dropped: whoever wrote them meant something else.
            network = parsed;
        }

        return network is not null;
    }
}
