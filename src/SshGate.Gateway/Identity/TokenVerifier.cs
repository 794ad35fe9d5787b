using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using SshGate.Ssh;

namespace SshGate.Gateway.Identity;

/// <summary>
/// Verifies access tokens: our own strict gate first (form, header, issuer, claims, times), then the issuer's key, then
/// the
/// signature. The cheap checks come first, so that only a token which could be good makes the gate work or ask the
/// issuer.
/// </summary>
public sealed class TokenVerifier : ITokenVerifier, IAsyncDisposable
{
    /// <summary>
    /// OpenSSH reads a password into 1024 bytes and drops the rest without a word (<c>readpass.c</c>).
    /// </summary>
    public const int OpenSshPasswordLimit = 1023;

    private static Key? _onlyKey;

    private readonly IdentityOptions _options;
    private readonly IReadOnlyList<string> _algorithms;
    private readonly FrozenDictionary<string, TrustedIssuer> _issuers;
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    static TokenVerifier() => RuntimeHelpers.RunClassConstructor(typeof(Key).TypeHandle);

    /// <summary>Nothing is fetched before the first token of an issuer arrives.</summary>
    /// <exception cref="ArgumentException">The options do not hold; the message lists each problem.</exception>
    public TokenVerifier(IdentityOptions options, TimeProvider time, ILoggerFactory loggers)
        : this(options, time, loggers, IssuerClient.CreateHandler)
    {
    }

    internal TokenVerifier(
        IdentityOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        Func<HttpMessageHandler> createHandler)
    {
        if (IdentityOptionsCheck.Problems(options) is { Count: > 0 } problems)
        {
            throw new ArgumentException(
                string.Join(Environment.NewLine, problems.Select(problem => $"Identity{problem.Path}: {problem.Text}")),
                nameof(options));
        }

        _options = options;
        _algorithms = options.Algorithms.Count > 0 ? options.Algorithms : IdentityOptions.DefaultAlgorithms;
        _http = new HttpMessageInvoker(createHandler());
        _time = time;
        _logger = loggers.CreateLogger<TokenVerifier>();
        _issuers = options.Issuers.ToFrozenDictionary(
            issuer => issuer.Issuer,
            issuer => new TrustedIssuer(issuer, options, _algorithms, _http, time, _logger),
            StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async ValueTask<TokenVerdict> VerifyAsync(SecretBytes token, CancellationToken cancellationToken)
    {
        TokenVerdict verdict;
        try
        {
            verdict = await ExamineAsync(token, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A bug or a surprise of a library must not become a way in; its text might quote the token, so only its
            // kind is kept.
            IdentityLog.TokenCheckFailed(_logger, failure.GetType().Name);
            verdict = new TokenVerdict.Refused(TokenRefusal.Malformed, "the token could not be examined");
        }

        return verdict is TokenVerdict.Refused refused && WasCut(token.Length, refused.Reason) ? Cut(token.Length) : verdict;
    }

    /// <summary>Ends fetches in flight.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var issuer in _issuers.Values)
        {
            await issuer.DisposeAsync();
        }

        _http.Dispose();
    }

    private async ValueTask<TokenVerdict> ExamineAsync(SecretBytes token, CancellationToken cancellationToken)
    {
        if (token.Length == 0)
        {
            return new TokenVerdict.Refused(TokenRefusal.Empty, "no token was given: the password must be an access token");
        }

        if (token.Length > _options.MaxTokenBytes)
        {
            return new TokenVerdict.Refused(
                TokenRefusal.TooLarge,
                $"the token is longer than {_options.MaxTokenBytes} bytes; ask for fewer scopes or groups");
        }

        using var compact = CompactToken.Read(token.Span, _algorithms, out var notAToken);
        if (compact is null)
        {
            return notAToken!;
        }

        if (FindIssuer(compact, out var issuer) is { } untrusted)
        {
            return untrusted;
        }

        var now = _time.GetUtcNow();
        if (ClaimRules.Check(compact.Payload, issuer!.Options, _options.ClockSkew, now, out var claims) is { } unfit)
        {
            return unfit;
        }

        switch (await issuer.Keys.FindAsync(compact.KeyId, compact.Algorithm, cancellationToken))
        {
            case KeyLookup.Found(var key):
                // The library takes the token as text only; that copy is short-lived and cannot be wiped.
                var text = Encoding.ASCII.GetString(token.Span);
                return issuer.Signatures.Holds(text, key, claims!)
                    ? new TokenVerdict.Verified(Prove(claims!, token))
                    : new TokenVerdict.Refused(TokenRefusal.SignatureInvalid, "the token's signature does not verify");
            case KeyLookup.Unknown:
                return new TokenVerdict.Refused(
                    TokenRefusal.KeyUnknown,
                    "the token is signed with a key that its issuer does not publish; obtain a new token");
            default:
                return new TokenVerdict.Refused(
                    TokenRefusal.Unavailable,
                    "the issuer's keys cannot be fetched at the moment, so no token can be verified; try again soon");
        }
    }

    private TokenVerdict.Refused? FindIssuer(CompactToken token, out TrustedIssuer? issuer)
    {
        issuer = null;
        if (JsonText.String(token.Payload, "iss") is not { } name)
        {
            return new(TokenRefusal.ClaimMissing, "the token has no 'iss' claim");
        }

        if (_issuers.TryGetValue(name, out issuer))
        {
            return null;
        }

        return Uri.TryCreate(name, UriKind.Absolute, out var address) && IdentityOptionsCheck.IsOktaOrganization(address)
            ? CompactToken.OrganizationServer()
            : new(TokenRefusal.IssuerUnknown, "the token's issuer is not one that this gate trusts");
    }

    private VerifiedIdentity Prove(TokenClaims claims, SecretBytes token) => VerifiedIdentity.Create(
        _onlyKey!,
        claims,
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(token.Span)),
        RoleRules.Of(_options.Roles, claims));

    /// <summary>
    /// The client sends whole buffers of 1023 bytes when it cuts: one as a password, several where the answers to
    /// "Token part N"
    /// ended early. A token of that very length that does verify is simply that long.
    /// </summary>
    private static bool WasCut(int length, TokenRefusal reason) =>
        length > 0
        && length % OpenSshPasswordLimit == 0
        && reason is TokenRefusal.Malformed or TokenRefusal.SignatureInvalid or TokenRefusal.Encrypted;

    private static TokenVerdict.Refused Cut(int length) => new(
        TokenRefusal.Cut,
        $"the token arrived cut at {length} bytes: OpenSSH passes on only the first {OpenSshPasswordLimit} bytes of a password;"
        + " use keyboard-interactive authentication with 'sshgate askpass' as SSH_ASKPASS, or a token with fewer claims");

    /// <summary>
    /// Asked for by <see cref="VerifiedIdentity.Create"/>. The constructor is private even to the enclosing class; the
    /// one
    /// instance goes into that class's private field, so no other code can name one.
    /// </summary>
    internal sealed class Key
    {
        static Key() => _onlyKey = new Key();

        private Key()
        {
        }
    }
}
