using System.Globalization;
using System.Text.RegularExpressions;
using SshGate.Policy.Classification;
using SshGate.Policy.Forwards;

namespace SshGate.Policy.Rules;

/// <summary>Where a forward may lead: a host name pattern or a network, with ports; or a socket path pattern.</summary>
internal sealed record Destination
{
    private Regex? Name { get; init; }

    private NetworkRange? Network { get; init; }

    private int FirstPort { get; init; }

    private int LastPort { get; init; }

    private bool IsSocket { get; init; }

    public static Destination? Parse(string text)
    {
        if (text.StartsWith('/'))
        {
            return text.Length <= 1024 ? new Destination { Name = GlobPattern.Compile(text), IsSocket = true } : null;
        }

        var colon = text.LastIndexOf(':');
        if (colon <= 0 || text.Length > 300 || Ports(text[(colon + 1)..]) is not { } ports)
        {
            return null;
        }

        var host = text[..colon];
        host = host is ['[', .. var inner, ']'] ? inner : host;
        var network = NetworkRange.Parse(host);
        return network is null && host.AsSpan().ContainsAny("/[]: ")
            ? null
            : new Destination
            {
                Network = network,
                Name = network is null ? GlobPattern.Compile(host.ToLowerInvariant()) : null,
                FirstPort = ports.First,
                LastPort = ports.Last,
            };
    }

    /// <summary>Whether it leads here; null for a name that may stand for an address of a network.</summary>
    public bool? Contains(ForwardOperation forward)
    {
        if (IsSocket != (forward.Kind == ForwardKind.Unix))
        {
            return false;
        }

        var host = forward.Destination.Text;
        if (IsSocket)
        {
            return Name!.IsMatch(host) && !host.Split('/').Contains("..");
        }

        if (forward.Port < FirstPort || forward.Port > LastPort)
        {
            return false;
        }

        // A name may stand for an address of the network, an address for a host of the name: nobody here asks a name server.
        var isAddress = NetworkRange.Parse(host) is not null;
        return Network is not null ? isAddress ? Network.Contains(host) : null
            : Name!.IsMatch(host) ? true
            : isAddress ? null : false;
    }

    private static (int First, int Last)? Ports(string text)
    {
        if (text == "*")
        {
            return (1, ushort.MaxValue);
        }

        var parts = text.Split('-');
        return parts.Length <= 2 && Port(parts[0]) is { } first && Port(parts[^1]) is { } last && first <= last ? (first, last) : null;
    }

    private static int? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;
}
