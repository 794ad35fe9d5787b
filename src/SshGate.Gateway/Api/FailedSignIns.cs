using System.Net;

namespace SshGate.Gateway.Api;

/// <summary>
/// Counts failed sign-ins per address in fixed windows. Whoever fails too often waits, so that nobody can keep the gate
/// busy with made-up tokens or fill the audit log with them. A token that has verified before is let through even then:
/// one broken script must not lock out the people behind the same address.
/// </summary>
internal sealed class FailedSignIns
{
    // Addresses and tokens remembered; far more than a gate has callers, and little memory.
    private const int Capacity = 4096;

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly Dictionary<IPAddress, int> _failures = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private DateTimeOffset _windowEnd;

    public FailedSignIns(TimeProvider clock) => _clock = clock;

    /// <summary>Whether this address may try this token now; otherwise how long it must wait.</summary>
    public bool MayTry(IPAddress address, string tokenHash, out TimeSpan wait)
    {
        lock (_lock)
        {
            var now = StartWindow();
            wait = _windowEnd - now;
            return _failures.GetValueOrDefault(address) < ApiLimits.MaxFailures || _known.Contains(tokenHash);
        }
    }

    public void Succeeded(string tokenHash)
    {
        lock (_lock)
        {
            if (_known.Count >= Capacity)
            {
                _known.Clear();
            }

            _known.Add(tokenHash);
        }
    }

    public void Failed(IPAddress address)
    {
        lock (_lock)
        {
            StartWindow();
            if (_failures.Count < Capacity || _failures.ContainsKey(address))
            {
                _failures[address] = _failures.GetValueOrDefault(address) + 1;
            }
        }
    }

    private DateTimeOffset StartWindow()
    {
        var now = _clock.GetUtcNow();
        if (now >= _windowEnd)
        {
            _failures.Clear();
            _windowEnd = now + ApiLimits.FailureWindow;
        }

        return now;
    }
}
