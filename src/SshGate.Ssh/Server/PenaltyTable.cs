using System.Net;

namespace SshGate.Ssh.Server;

/// <summary>
/// The penalties of one address family, at most <see cref="SshPenaltyOptions.MaxSources"/>. Families have a table each, so that
/// the many prefixes of one IPv6 network push no IPv4 source out. The owner guards it.
/// </summary>
internal sealed class PenaltyTable(SshPenaltyOptions options)
{
    private readonly Dictionary<IPAddress, Penalty> _bySource = [];
    private readonly SortedSet<Penalty> _byEnd = new(Comparer<Penalty>.Create(
        static (a, b) => (a.End, a.Number).CompareTo((b.End, b.Number))));

    private long _lastNumber;

    public int Count => _bySource.Count;

    /// <summary>Why the source is refused now, or null.</summary>
    public PenaltyKind? Active(IPAddress source, TimeSpan now)
    {
        Expire(now);
        return _bySource.TryGetValue(source, out var penalty) && penalty.IsActive ? penalty.Kind : null;
    }

    /// <summary>Whether everyone is refused, because too many sources misbehave.</summary>
    public bool RefusesAll(TimeSpan now)
    {
        Expire(now);
        return options.Overflow == PenaltyOverflow.DenyAll && _bySource.Count >= options.MaxSources;
    }

    /// <summary>Adds to the source's penalty; returns how long it lasts if it is enforced from now on and was not before.</summary>
    public TimeSpan? Add(IPAddress source, PenaltyKind kind, TimeSpan now)
    {
        Expire(now);
        if (_bySource.TryGetValue(source, out var penalty))
        {
            _byEnd.Remove(penalty);
        }
        else if (_bySource.Count >= options.MaxSources && !MakeRoom())
        {
            return null;
        }
        else
        {
            penalty = new Penalty(source, ++_lastNumber) { End = now };
            _bySource.Add(source, penalty);
        }

        var length = penalty.End - now + options.Of(kind);
        length = length < options.Max ? length : options.Max;
        penalty.End = now + length;
        penalty.Kind = kind;
        _byEnd.Add(penalty);
        if (penalty.IsActive || length <= options.Min)
        {
            return null;
        }

        penalty.IsActive = true;
        return length;
    }

    private void Expire(TimeSpan now)
    {
        while (_byEnd.Min is { } first && first.End <= now)
        {
            Remove(first);
        }
    }

    private bool MakeRoom()
    {
        if (options.Overflow == PenaltyOverflow.DenyAll || _byEnd.Min is not { } first)
        {
            return false;
        }

        Remove(first);
        return true;
    }

    private void Remove(Penalty penalty)
    {
        _byEnd.Remove(penalty);
        _bySource.Remove(penalty.Source);
    }

    private sealed class Penalty(IPAddress source, long number)
    {
        public IPAddress Source { get; } = source;

        /// <summary>Orders penalties that end at the same time.</summary>
        public long Number { get; } = number;

        public TimeSpan End { get; set; }

        public PenaltyKind Kind { get; set; }

        public bool IsActive { get; set; }
    }
}
