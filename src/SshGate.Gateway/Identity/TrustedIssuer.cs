using Microsoft.Extensions.Logging;

namespace SshGate.Gateway.Identity;

/// <summary>A configured issuer with its keys and its signature check. Owns the key cache.</summary>
internal sealed class TrustedIssuer(
    IssuerOptions issuer,
    IdentityOptions options,
    IReadOnlyList<string> algorithms,
    HttpMessageInvoker http,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    public IssuerOptions Options => issuer;

    public IssuerKeys Keys { get; } = new(
        issuer,
        options.KeyCache,
        new IssuerClient(issuer, options.KeyCache, options.AllowLoopbackHttp, http, time),
        time,
        logger);

    public SignatureCheck Signatures { get; } = new(issuer, algorithms);

    public ValueTask DisposeAsync() => Keys.DisposeAsync();
}
