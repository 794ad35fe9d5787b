using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SshGate.Ssh.Server;

/// <summary>
/// Counts connections and decides who gets in, with random early drop as OpenSSH's MaxStartups: a flood then hits the
/// flooder more often than anyone else. Thread-safe.
/// </summary>
/// <param name="options">The limits.</param>
/// <param name="draw">A number from 0 to 99, unpredictable to clients.</param>
internal sealed class Admission(SshAdmissionOptions options, Func<int> draw)
{
    private readonly Lock _sync = new();
    private readonly Dictionary<IPAddress, Source> _sources = [];
    private int _startups;
    private int _connections;

    public Admission(SshAdmissionOptions options)
        : this(options, static () => RandomNumberGenerator.GetInt32(100))
    {
    }

    /// <summary>Admits a connection and counts it, or says why not.</summary>
    public AdmissionTicket? TryEnter(IPAddress address, out string refusal)
    {
        var key = Key(address);
        lock (_sync)
        {
            var source = _sources.GetValueOrDefault(key) ?? new Source();
            refusal = Refusal(source);
            if (refusal.Length > 0)
            {
                return null;
            }

            _sources[key] = source;
            source.Startups++;
            source.Connections++;
            _startups++;
            _connections++;
            return new AdmissionTicket(this, key);
        }
    }

    /// <summary>The connection logged in or ended: it no longer counts as a startup.</summary>
    public void EndStartup(IPAddress key)
    {
        lock (_sync)
        {
            _startups--;
            _sources[key].Startups--;
        }
    }

    public void Leave(IPAddress key)
    {
        lock (_sync)
        {
            _connections--;
            if (--_sources[key].Connections == 0)
            {
                _sources.Remove(key);
            }
        }
    }

    private static IPAddress Key(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private string Refusal(Source source)
    {
        if (_connections >= options.Connections)
        {
            return "too many connections";
        }

        if (source.Connections >= options.ConnectionsPerSource)
        {
            return "too many connections from this source";
        }

        if (source.Startups >= options.StartupsPerSource)
        {
            return "too many connections without a login from this source";
        }

        return DropsStartup() ? "too many connections without a login" : "";
    }

    private bool DropsStartup()
    {
        if (_startups < options.StartupsBegin)
        {
            return false;
        }

        if (_startups >= options.StartupsFull)
        {
            return true;
        }

        var rise = (100 - options.StartupsRate) * (_startups - options.StartupsBegin)
            / (options.StartupsFull - options.StartupsBegin);
        return draw() < options.StartupsRate + rise;
    }

    private sealed class Source
    {
        public int Startups { get; set; }

        public int Connections { get; set; }
    }
}
