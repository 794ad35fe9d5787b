namespace SshGate.Gateway.Identity;

/// <summary>How long an issuer's published keys are believed, and how often they are asked for.</summary>
public sealed record KeyCacheOptions
{
    /// <summary>How long keys are fresh when the issuer's answer says nothing about caching.</summary>
    public TimeSpan FreshDefault { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The least time between two scheduled fetches, whatever <c>Cache-Control</c> says: protects the issuer's rate
    /// limit.
    /// </summary>
    public TimeSpan FreshMinimum { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The longest time without a fetch, whatever <c>Cache-Control</c> says: a withdrawn key must stop working.
    /// </summary>
    public TimeSpan FreshMaximum { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long keys stay usable while the issuer cannot be reached; at most 24 hours.</summary>
    public TimeSpan StaleMaximum { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// A token with an unknown key id causes a fetch only when the last one is at least this long ago: anyone can make
    /// up key
    /// ids, and must not be able to use up the issuer's rate limit with them.
    /// </summary>
    public TimeSpan UnknownKeyInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After a failed fetch, the next one waits at least this long.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>One request's deadline; a login waits for it at most twice (metadata, keys).</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
