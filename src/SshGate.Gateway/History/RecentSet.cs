using System.Collections.Immutable;

namespace SshGate.Gateway.History;

/// <summary>
/// The values that were used last, so many and no more, with what of it is not stored yet. Readers get a snapshot; not
/// thread-safe otherwise.
/// </summary>
internal sealed class RecentSet<T>
    where T : notnull
{
    private readonly Dictionary<T, long> _used = [];
    private readonly HashSet<T> _unsaved = [];
    private readonly int _limit;
    private ImmutableHashSet<T>? _snapshot;

    public RecentSet(int limit, IEnumerable<KeyValuePair<T, long>> stored)
    {
        _limit = limit;
        foreach (var (value, time) in stored)
        {
            _used[value] = time;
        }
    }

    /// <summary>The values, as an immutable set; made anew only when one came or went.</summary>
    public ImmutableHashSet<T> Snapshot => _snapshot ??= [.. _used.Keys];

    /// <summary>Whether there is something that is not stored yet.</summary>
    public bool IsDirty => _unsaved.Count > 0;

    public bool Contains(T value) => _used.ContainsKey(value);

    /// <summary>Uses a value. The time that is stored is exact to a minute: more is not worth a write.</summary>
    public void Use(T value, long time)
    {
        const long Minute = 60_000;
        if (_used.TryGetValue(value, out var before))
        {
            if (time - before < Minute)
            {
                return;
            }
        }
        else
        {
            _snapshot = null;
        }

        _used[value] = time;
        _unsaved.Add(value);

        // An eighth at a time, so that the search for the oldest is rare.
        if (_used.Count > _limit + (_limit / 8))
        {
            foreach (var (old, _) in _used.OrderBy(static use => use.Value).Take(_used.Count - _limit).ToList())
            {
                _used.Remove(old);
                _unsaved.Add(old);
            }

            _snapshot = null;
        }
    }

    /// <summary>What changed since the last call: values with the time of their use, null for those that fell out.</summary>
    public List<KeyValuePair<T, long?>> TakeUnsaved()
    {
        List<KeyValuePair<T, long?>> changes =
            [.. _unsaved.Select(value => new KeyValuePair<T, long?>(value, _used.TryGetValue(value, out var time) ? time : null))];
        _unsaved.Clear();
        return changes;
    }

    /// <summary>Gives changes back that could not be stored.</summary>
    public void Return(IEnumerable<KeyValuePair<T, long?>> changes) => _unsaved.UnionWith(changes.Select(change => change.Key));
}
