using SshGate.Policy;

namespace SshGate.Gateway.History;

/// <summary>What one principal did lately, and at each target ever. Guarded by a lock of its own; nothing in it waits.</summary>
internal sealed class PrincipalHistory
{
    private const int Steps = 60;

    // A name of the command table is far shorter; what is longer was made to fill memory.
    private const int MaxNameLength = 128;

    private readonly Lock _lock = new();
    private readonly RollingCount _commandsBySecond = new(Steps);
    private readonly RollingCount _commands = new(Steps);
    private readonly RollingCount _held = new(Steps);
    private readonly RollingCount _rejected = new(Steps);
    private readonly Dictionary<string, RollingCount> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TargetHistory> _targets = new(StringComparer.Ordinal);
    private bool _countsChanged;

    public PrincipalHistory(
        string principal, string name, StoredCounts? counts, IEnumerable<TargetHistory> targets, DateTimeOffset now)
    {
        Principal = principal;
        Name = name;
        LastUsed = now.ToUnixTimeMilliseconds();
        foreach (var target in targets)
        {
            _targets[target.Name] = target;
        }

        if (counts is not null)
        {
            Load(_commands, counts.Commands);
            LoadSeconds(counts.Commands, StepsOf(now).Second);
            Load(_held, counts.Held);
            Load(_rejected, counts.Rejected);
            foreach (var (rule, uses) in counts.Rules)
            {
                Load(_rules[rule] = new RollingCount(Steps), uses);
            }
        }
    }

    /// <summary>Stands for issuer, subject, client and agent.</summary>
    public string Principal { get; }

    /// <summary>The subject, for people.</summary>
    public string Name { get; }

    /// <summary>When it was asked or told last; milliseconds since 1970.</summary>
    public long LastUsed { get; private set; }

    /// <summary>What the policy is told.</summary>
    public RequestHistory Read(HistorySubject subject, UInt128? line, DateTimeOffset now)
    {
        var (second, minute) = StepsOf(now);
        lock (_lock)
        {
            LastUsed = now.ToUnixTimeMilliseconds();
            var target = _targets.GetValueOrDefault(subject.Target);
            return new RequestHistory
            {
                CommandsLastMinute = _commandsBySecond.Sum(second),
                CommandsLastHour = _commands.Sum(minute),
                HeldLastHour = _held.Sum(minute),
                RejectedLastHour = _rejected.Sum(minute),
                KnownCommands = target?.Commands.Snapshot ?? [],
                IsKnownLine = line is { } digest ? target?.Lines.Contains(digest) ?? false : null,
                IsFirstConnection = target?.FirstConnection is not { } first || first == subject.ConnectionId,
                RuleUsesLastHour = Uses(minute),
            };
        }
    }

    public void Connect(HistorySubject subject, DateTimeOffset now)
    {
        lock (_lock)
        {
            LastUsed = now.ToUnixTimeMilliseconds();
            TargetOf(subject).Connect(subject.ConnectionId);
        }
    }

    public void Decide(Verdict verdict, bool isReturn, DateTimeOffset now)
    {
        var (second, minute) = StepsOf(now);
        lock (_lock)
        {
            LastUsed = now.ToUnixTimeMilliseconds();
            _countsChanged = true;
            _commandsBySecond.Add(second);
            _commands.Add(minute);
            switch (verdict.Kind)
            {
                case VerdictKind.RequireApproval:
                    if (!isReturn)
                    {
                        _held.Add(minute);
                    }

                    break;
                case VerdictKind.Deny:
                    _rejected.Add(minute);
                    break;
                case VerdictKind.Allow:
                    break;
            }
        }
    }

    public void Reject(DateTimeOffset now)
    {
        lock (_lock)
        {
            LastUsed = now.ToUnixTimeMilliseconds();
            _countsChanged = true;
            _rejected.Add(StepsOf(now).Minute);
        }
    }

    public void Run(
        HistorySubject subject, UInt128 line, IEnumerable<string> commands, IReadOnlyList<string> rules, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds();
        lock (_lock)
        {
            foreach (var rule in rules)
            {
                _countsChanged = true;
                Use(rule, StepsOf(now).Minute);
            }

            LastUsed = time;
            var target = TargetOf(subject);
            target.Lines.Use(line, time);
            foreach (var command in commands.Where(IsName))
            {
                target.Commands.Use(command, time);
            }
        }
    }

    /// <summary>Whether it was idle since a moment, and all of it is stored.</summary>
    public bool IsIdleSince(DateTimeOffset moment)
    {
        lock (_lock)
        {
            return LastUsed < moment.ToUnixTimeMilliseconds()
                && !_countsChanged
                && !_targets.Values.Any(IsDirty);
        }
    }

    /// <summary>What is not stored yet; null when all is.</summary>
    public HistoryChanges? TakeChanges()
    {
        lock (_lock)
        {
            List<TargetChanges> targets =
            [
                .. _targets.Values
                    .Where(IsDirty)
                    .Select(target => new TargetChanges(
                        target, target.IsNew ? target.FirstConnection : null, target.Commands.TakeUnsaved(), target.Lines.TakeUnsaved())),
            ];
            if (targets.Count == 0 && !_countsChanged)
            {
                return null;
            }

            _countsChanged = false;
            targets.ForEach(static changes => changes.Target.IsNew = false);
            return new HistoryChanges(Principal, Name, Counts(), LastUsed, targets);
        }
    }

    /// <summary>Gives changes back that could not be stored.</summary>
    public void Return(HistoryChanges changes)
    {
        lock (_lock)
        {
            _countsChanged = true;
            foreach (var target in changes.Targets)
            {
                target.Target.IsNew |= target.FirstConnection is not null;
                target.Target.Commands.Return(target.Commands);
                target.Target.Lines.Return(target.Lines);
            }
        }
    }

    private static bool IsDirty(TargetHistory target) => target.IsNew || target.Commands.IsDirty || target.Lines.IsDirty;

    /// <summary>Whether it names a command: what cannot be known is never known from before.</summary>
    private static bool IsName(string command) =>
        command is { Length: > 0 and <= MaxNameLength } and not "?" && !command.Any(char.IsControl);

    /// <summary>Only minutes are stored: all of one counts at its last second, so that the count is not below the truth.</summary>
    private void LoadSeconds(IEnumerable<KeyValuePair<long, int>> minutes, long now)
    {
        foreach (var (minute, number) in minutes)
        {
            var last = Math.Min((minute * 60) + 59, now);
            if (last > now - Steps)
            {
                _commandsBySecond.Add(last, number);
            }
        }
    }

    private static void Load(RollingCount count, IEnumerable<KeyValuePair<long, int>> steps)
    {
        foreach (var (step, number) in steps)
        {
            count.Add(step, number);
        }
    }

    private static (long Second, long Minute) StepsOf(DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        return (second, second / 60);
    }

    private TargetHistory TargetOf(HistorySubject subject)
    {
        if (!_targets.TryGetValue(subject.Target, out var target))
        {
            _targets[subject.Target] = target = new TargetHistory(subject.Target, firstConnection: null, [], []);
        }

        return target;
    }

    private void Use(string rule, long minute)
    {
        if (!_rules.TryGetValue(rule, out var uses))
        {
            if (_rules.Count >= HistoryLimits.MaxRules)
            {
                foreach (var (idle, _) in _rules.Where(known => known.Value.Sum(minute) == 0).ToList())
                {
                    _rules.Remove(idle);
                }
            }

            _rules[rule] = uses = new RollingCount(Steps);
        }

        uses.Add(minute);
    }

    private Dictionary<string, int> Uses(long minute)
    {
        var uses = new Dictionary<string, int>(_rules.Count, StringComparer.Ordinal);
        foreach (var (rule, count) in _rules)
        {
            if (count.Sum(minute) is > 0 and var sum)
            {
                uses[rule] = sum;
            }
        }

        return uses;
    }

    private StoredCounts Counts() => new(
        [.. _commands.Steps()],
        [.. _held.Steps()],
        [.. _rejected.Steps()],
        _rules.ToDictionary(
            static rule => rule.Key,
            static IReadOnlyList<KeyValuePair<long, int>> (rule) => [.. rule.Value.Steps()],
            StringComparer.Ordinal));
}
