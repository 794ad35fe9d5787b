using System.Net;
using System.Security.Cryptography;

namespace SshGate.Ssh.Server;

/// <summary>
/// Counts connections and decides who gets in: penalties first, then the limits, with random early drop as OpenSSH's
/// MaxStartups: a flood then hits the flooder more often than anyone else. Thread-safe.
/// </summary>
/// <param name="options">The limits.</param>
/// <param name="time">The clock of the penalties.</param>
/// <param name="draw">A number from 0 to 99, unpredictable to clients.</param>
internal sealed class Admission(SshAdmissionOptions options, TimeProvider time, Func<int> draw)
{
    private readonly Lock _sync = new();
    private readonly Dictionary<IPAddress, Source> _sources = [];
    private int _startups;
    private int _connections;

    public Admission(SshAdmissionOptions options, TimeProvider time)
        : this(options, time, static () => RandomNumberGenerator.GetInt32(100))
    {
    }

    public Penalties Penalties { get; } = new(options.Penalties, time);

    /// <summary>Admits a connection and counts it, or says why not.</summary>
    public AdmissionTicket? TryEnter(IPAddress address, out AdmissionRefusal? refusal)
    {
        if (Penalties.Refusal(address) is { } reason)
        {
            refusal = AdmissionRefusal.Penalty(reason);
            return null;
        }

        return TryCount(address, out refusal);
    }

    /// <summary>The same without a look at penalties, for a connection that a trusted proxy makes on its own behalf.</summary>
    public AdmissionTicket? TryCount(IPAddress address, out AdmissionRefusal? refusal)
    {
        var key = SourceNetwork.Of(address);
        lock (_sync)
        {
            var source = _sources.GetValueOrDefault(key) ?? new Source();
            refusal = Refusal(source);
            if (refusal is not null)
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

    private AdmissionRefusal? Refusal(Source source)
    {
        if (_connections >= options.Connections)
        {
            return AdmissionRefusal.Connections;
        }

        if (source.Connections >= options.ConnectionsPerSource)
        {
            return AdmissionRefusal.ConnectionsPerSource;
        }

        if (source.Startups >= options.StartupsPerSource)
        {
            return AdmissionRefusal.StartupsPerSource;
        }

        return DropsStartup() ? AdmissionRefusal.Startups : null;
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
