using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace SshGate.Gateway.Identity;

/// <summary>
/// One issuer's keys, cached. Fresh keys answer without any request; an unknown key id asks the issuer at most once per
/// <see cref="KeyCacheOptions.UnknownKeyInterval"/>; while the issuer is down, the last keys go on for
/// <see cref="KeyCacheOptions.StaleMaximum"/>. All state is guarded by one lock, and one fetch is in flight at a time.
/// </summary>
internal sealed class IssuerKeys : IAsyncDisposable
{
    private readonly IssuerOptions _issuer;
    private readonly KeyCacheOptions _options;
    private readonly IssuerClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();

    private IssuerKeySet? _keys;
    private long _fetchedAt;
    private TimeSpan _freshFor;
    private long? _attemptedAt;
    private bool _lastAttemptFailed;
    private Task? _fetch;

    public IssuerKeys(IssuerOptions issuer, KeyCacheOptions options, IssuerClient client, TimeProvider time, ILogger logger)
    {
        _issuer = issuer;
        _options = options;
        _client = client;
        _time = time;
        _logger = logger;
    }

    public async ValueTask<KeyLookup> FindAsync(string keyId, string algorithm, CancellationToken cancellationToken)
    {
        if (Look(keyId, algorithm, mayFetch: true, out var fetch) is { } answer)
        {
            return answer;
        }

        // The caller may give up waiting; the fetch itself belongs to this object and serves the next caller.
        await fetch!.WaitAsync(cancellationToken);
        return Look(keyId, algorithm, mayFetch: false, out _)!;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task? fetch;
        lock (_lock)
        {
            fetch = _fetch;
        }

        if (fetch is not null)
        {
            await fetch;
        }

        _stop.Dispose();
    }

    /// <summary>Answers from what is here, or returns null and the fetch to wait for.</summary>
    private KeyLookup? Look(string keyId, string algorithm, bool mayFetch, out Task? fetch)
    {
        lock (_lock)
        {
            fetch = null;
            var age = _keys is null ? TimeSpan.MaxValue : _time.GetElapsedTime(_fetchedAt);
            var usable = age <= _options.StaleMaximum ? _keys : null;
            var found = usable?.Find(keyId, algorithm);

            // Three reasons to ask the issuer, each with its own least time since the last question.
            var leastWait = usable is null || age > _freshFor ? _options.RetryInterval : _options.UnknownKeyInterval;
            var wanted = found is null || age > _freshFor;
            if (mayFetch && wanted && (_fetch is not null || SinceAttempt() >= leastWait))
            {
                fetch = _fetch ??= Task.Run(() => FetchAsync(_stop.Token), CancellationToken.None);
                return null;
            }

            if (found is not null)
            {
                return new KeyLookup.Found(found);
            }

            return usable is null || _lastAttemptFailed ? new KeyLookup.Unavailable() : new KeyLookup.Unknown();
        }
    }

    private TimeSpan SinceAttempt() => _attemptedAt is { } at ? _time.GetElapsedTime(at) : TimeSpan.MaxValue;

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        IssuerKeySet? keys = null;
        CacheControlHeaderValue? caching = null;
        try
        {
            (keys, caching) = await _client.FetchAsync(cancellationToken);
            IdentityLog.KeysFetched(_logger, _issuer.Issuer, keys.Count);
        }
        catch (Exception failure)
        {
            // Whatever went wrong (network, status, size, syntax), the answer is the same: go on with what is here.
            if (!cancellationToken.IsCancellationRequested)
            {
                IdentityLog.KeysUnavailable(_logger, _issuer.Issuer, failure.GetType().Name, failure.Message);
            }
        }

        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _attemptedAt = now;
            _lastAttemptFailed = keys is null;
            _fetch = null;
            if (keys is not null)
            {
                _keys = keys;
                _fetchedAt = now;
                _freshFor = FreshFor(caching);
            }
        }
    }

    /// <summary>
    /// RFC 9111 §5.2.2 within our bounds: the issuer may ask for less or more, not for never or always.
    /// </summary>
    private TimeSpan FreshFor(CacheControlHeaderValue? caching)
    {
        var asked = caching switch
        {
            { NoCache: true } or { NoStore: true } => TimeSpan.Zero,
            { MaxAge: { } maxAge } => maxAge,
            _ => _options.FreshDefault,
        };
        return asked < _options.FreshMinimum ? _options.FreshMinimum
            : asked > _options.FreshMaximum ? _options.FreshMaximum
            : asked;
    }
}
