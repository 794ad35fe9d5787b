namespace SshGate.Gateway.History;

/// <summary>
/// How often something happened lately, in steps of time. One step more than the span is kept, so that the count is never
/// below the truth. Not thread-safe.
/// </summary>
internal sealed class RollingCount
{
    private readonly int[] _counts;
    private long _newest = long.MinValue;

    /// <param name="steps">How many steps make the span.</param>
    public RollingCount(int steps) => _counts = new int[steps + 1];

    /// <summary>Counts one at a step; time that went back counts as the newest.</summary>
    public void Add(long step, int count = 1)
    {
        MoveTo(step);
        ref var slot = ref _counts[Slot(Math.Max(step, _newest))];
        slot = (int)Math.Min((long)slot + count, int.MaxValue / 64);
    }

    /// <summary>The count of the span that ends with a step.</summary>
    public int Sum(long step)
    {
        MoveTo(step);
        var sum = 0;
        foreach (var count in _counts)
        {
            sum += count;
        }

        return sum;
    }

    /// <summary>The steps that have a count.</summary>
    public IEnumerable<KeyValuePair<long, int>> Steps() => _newest == long.MinValue
        ? []
        : Enumerable.Range(0, _counts.Length)
            .Select(back => new KeyValuePair<long, int>(_newest - back, _counts[Slot(_newest - back)]))
            .Where(step => step.Value > 0)
            .Reverse();

    private void MoveTo(long step)
    {
        if (step <= _newest)
        {
            return;
        }

        if (_newest == long.MinValue || step - _newest >= _counts.Length)
        {
            Array.Clear(_counts);
        }
        else
        {
            for (var passed = _newest + 1; passed <= step; passed++)
            {
                _counts[Slot(passed)] = 0;
            }
        }

        _newest = step;
    }

    private int Slot(long step) => (int)(((step % _counts.Length) + _counts.Length) % _counts.Length);
}
