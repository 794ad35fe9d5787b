using System.Security.Cryptography;

namespace SshGate.Gateway.Identity.Development;

/// <summary>Device authorizations under way (RFC 8628); guarded by one lock, bounded, each usable once.</summary>
internal sealed class DeviceGrants(TimeProvider time, TimeSpan interval)
{
    /// <summary>RFC 8628 §3.2 <c>expires_in</c>; Okta's value.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>RFC 8628 §6.1: consonants only, so that no words come out and no letter is taken for a digit.</summary>
    private const string UserCodeAlphabet = "BCDFGHJKLMNPQRSTVWXZ";

    /// <summary>More than anyone has open on one machine.</summary>
    private const int MaxGrants = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DeviceGrant> _grants = new(StringComparer.Ordinal);

    /// <summary>Null when too many are open.</summary>
    public DeviceGrant? Start()
    {
        lock (_lock)
        {
            foreach (var (code, grant) in _grants.ToArray())
            {
                if (IsOver(grant))
                {
                    _grants.Remove(code);
                }
            }

            if (_grants.Count >= MaxGrants)
            {
                return null;
            }

            var started = new DeviceGrant
            {
                DeviceCode = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
                UserCode = RandomNumberGenerator.GetString(UserCodeAlphabet, 4) + "-"
                    + RandomNumberGenerator.GetString(UserCodeAlphabet, 4),
                StartedAt = time.GetTimestamp(),
            };
            _grants.Add(started.DeviceCode, started);
            return started;
        }
    }

    /// <summary>Settles an open grant; false when there is none with this user code.</summary>
    public bool Decide(string userCode, string? user)
    {
        lock (_lock)
        {
            var grant = _grants.Values.FirstOrDefault(open => open.UserCode == userCode && !open.IsDecided && !IsOver(open));
            if (grant is null)
            {
                return false;
            }

            grant.IsDecided = true;
            grant.User = user;
            return true;
        }
    }

    /// <summary>The user who approved, or the error word of RFC 8628 §3.5. An approved code answers once.</summary>
    public (string? User, string? Error) Redeem(string deviceCode)
    {
        lock (_lock)
        {
            if (!_grants.TryGetValue(deviceCode, out var grant))
            {
                return (null, "invalid_grant");
            }

            if (IsOver(grant))
            {
                _grants.Remove(deviceCode);
                return (null, "expired_token");
            }

            var tooSoon = grant.AskedAt is { } asked && time.GetElapsedTime(asked) < interval * 0.9;
            grant.AskedAt = time.GetTimestamp();
            if (!grant.IsDecided)
            {
                return (null, tooSoon ? "slow_down" : "authorization_pending");
            }

            _grants.Remove(deviceCode);
            return grant.User is { } user ? (user, null) : (null, "access_denied");
        }
    }

    private bool IsOver(DeviceGrant grant) => time.GetElapsedTime(grant.StartedAt) > Lifetime;
}
