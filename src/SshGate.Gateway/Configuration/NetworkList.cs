using System.Diagnostics.CodeAnalysis;
using System.Net;

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

    private static bool TryParse(string text, [NotNullWhen(true)] out IPNetwork? network)
    {
        network = null;
        if (!IPAddress.TryParse(text.Split('/')[0], out var address))
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
