using System.Buffers.Text;
using System.Text.Json;

namespace SshGate.Gateway.Identity;

/// <summary>
/// A signed JSON Web Token in compact form (RFC 7515 §7.1), read by our own strict rules before any library sees it.
/// Every rule
/// here closes a gap that token libraries have had: tolerated base64 noise, duplicate names, keys taken from the token
/// itself,
/// ignored <c>crit</c>, guessed keys. Owns its JSON document.
/// </summary>
internal sealed class CompactToken : IDisposable
{
    /// <summary>
    /// RFC 7515 §4.1: parameters that bring a key, a place to fetch one, or a meaning that has to be understood.
    /// </summary>
    private static readonly string[] RefusedParameters =
        ["crit", "jwk", "jku", "x5u", "x5c", "b64", "enc", "zip", "epk", "cty"];

    /// <summary>What an access token may call itself (RFC 7519 §5.1, RFC 9068 §2.1); absent is Okta's way.</summary>
    private static readonly string[] AcceptedTypes = ["JWT", "at+jwt", "application/at+jwt"];

    /// <summary>Okta's key ids have 43 characters; nobody's are longer than a 512-bit digest in hex.</summary>
    private const int MaxKeyIdLength = 128;

    private readonly JsonDocument _payload;

    private CompactToken(string algorithm, string keyId, JsonDocument payload)
    {
        Algorithm = algorithm;
        KeyId = keyId;
        _payload = payload;
    }

    public string Algorithm { get; }

    public string KeyId { get; }

    public JsonElement Payload => _payload.RootElement;

    /// <summary>Reads the three parts; returns the token, or null and why not.</summary>
    public static CompactToken? Read(
        ReadOnlySpan<byte> bytes,
        IReadOnlyList<string> algorithms,
        out TokenVerdict.Refused? refused)
    {
        Span<Range> parts = stackalloc Range[6];
        var count = Split(bytes, parts);
        if (count == 5)
        {
            refused = new(TokenRefusal.Encrypted, "the token is encrypted (JWE); ask the issuer for a signed access token");
            return null;
        }

        if (count != 3 || bytes[parts[2]].IsEmpty)
        {
            refused = Malformed("the password is not an access token: expected three parts joined by dots");
            return null;
        }

        if (Decode(bytes[parts[0]]) is not { } header
            || Decode(bytes[parts[1]]) is not { } payload
            || Decode(bytes[parts[2]]) is null)
        {
            refused = Malformed("the token is damaged: a part is not base64url");
            return null;
        }

        try
        {
            using var parameters = JsonText.ParseObject(header);
            refused = ReadHeader(parameters.RootElement, algorithms, out var algorithm, out var keyId);
            return refused is null ? new CompactToken(algorithm, keyId, JsonText.ParseObject(payload)) : null;
        }
        catch (FormatException)
        {
            refused = Malformed("the token is damaged: header and claims must be JSON objects with distinct names");
            return null;
        }
    }

    public void Dispose() => _payload.Dispose();

    private static TokenVerdict.Refused? ReadHeader(
        JsonElement header,
        IReadOnlyList<string> algorithms,
        out string algorithm,
        out string keyId)
    {
        algorithm = keyId = "";
        foreach (var name in RefusedParameters)
        {
            if (header.TryGetProperty(name, out _))
            {
                return new(TokenRefusal.HeaderNotAllowed, $"the token's header carries '{name}', which this gate does not accept");
            }
        }

        if (header.TryGetProperty("typ", out var type))
        {
            var text = JsonText.String(type) ?? "";
            if (text.Contains("okta-internal", StringComparison.OrdinalIgnoreCase))
            {
                return OrganizationServer();
            }

            if (!AcceptedTypes.Contains(text, StringComparer.OrdinalIgnoreCase))
            {
                return new(TokenRefusal.TypeNotAllowed, "the token's type says that it is not an access token");
            }
        }

        if (JsonText.String(header, "alg") is not { } alg || !algorithms.Contains(alg, StringComparer.Ordinal))
        {
            return new(
                TokenRefusal.AlgorithmNotAllowed,
                $"the token's signature algorithm is not accepted; accepted: {string.Join(", ", algorithms)}");
        }

        if (JsonText.String(header, "kid") is not { Length: > 0 and <= MaxKeyIdLength } kid)
        {
            return new(TokenRefusal.KeyIdMissing, "the token does not say which key signed it (kid)");
        }

        algorithm = alg;
        keyId = kid;
        return null;
    }

    public static TokenVerdict.Refused OrganizationServer() => new(
        TokenRefusal.OrganizationServer,
        "the token comes from the Okta organization server, whose access tokens only Okta can check; "
        + "request it from a custom authorization server (https://{domain}/oauth2/{id})");

    private static TokenVerdict.Refused Malformed(string message) => new(TokenRefusal.Malformed, message);

    private static int Split(ReadOnlySpan<byte> bytes, Span<Range> parts)
    {
        var count = 0;
        foreach (var range in bytes.Split((byte)'.'))
        {
            if (count == parts.Length)
            {
                break;
            }

            parts[count++] = range;
        }

        return count;
    }

    /// <summary>
    /// RFC 7515 §2 base64url: no padding, no other characters, and only the canonical spelling of the bytes.
    /// </summary>
    private static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        foreach (var character in text)
        {
            if (!(char.IsAsciiLetterOrDigit((char)character) || character is (byte)'-' or (byte)'_'))
            {
                return null;
            }
        }

        if (text.Length % 4 == 1)
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromUtf8(text);

        // Unused bits of the last character must be zero: otherwise one signature has several spellings.
        return Base64Url.EncodeToUtf8(bytes).AsSpan().SequenceEqual(text) ? bytes : null;
    }
}
