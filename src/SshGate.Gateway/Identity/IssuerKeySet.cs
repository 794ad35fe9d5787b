using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace SshGate.Gateway.Identity;

/// <summary>
/// The verification keys of a JSON Web Key Set (RFC 7517 §5), by key id and the one algorithm each may verify.
/// </summary>
internal sealed class IssuerKeySet
{
    /// <summary>Issuers publish two or three keys; a set beyond this is not one we want to search.</summary>
    private const int MaxKeys = 64;

    /// <summary>
    /// NIST SP 800-131A: RSA below 2048 bits is disallowed. Above 8192 a signature check costs too much to be had for
    /// free.
    /// </summary>
    private const int MinRsaBits = 2048;

    private const int MaxRsaBits = 8192;

    private readonly Dictionary<(string KeyId, string Algorithm), SecurityKey> _keys;

    private IssuerKeySet(Dictionary<(string KeyId, string Algorithm), SecurityKey> keys)
    {
        _keys = keys;
    }

    public int Count => _keys.Count;

    public SecurityKey? Find(string keyId, string algorithm) => _keys.GetValueOrDefault((keyId, algorithm));

    /// <summary>
    /// Keys of other kinds and uses are left out (RFC 7517 §5); an ambiguous or empty set is refused as a whole.
    /// </summary>
    /// <exception cref="FormatException">The text is not a usable key set.</exception>
    public static IssuerKeySet Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonText.ParseObject(json);
        if (!document.RootElement.TryGetProperty("keys", out var list)
            || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() > MaxKeys)
        {
            throw new FormatException($"expected 'keys', an array of at most {MaxKeys}");
        }

        var keys = new Dictionary<(string, string), SecurityKey>();
        foreach (var entry in list.EnumerateArray())
        {
            if (ReadKey(entry) is { } key && !keys.TryAdd((key.KeyId, key.Algorithm), key.Key))
            {
                throw new FormatException("two keys have the same key id");
            }
        }

        return keys.Count > 0 ? new IssuerKeySet(keys) : throw new FormatException("no usable signature key");
    }

    private static (string KeyId, string Algorithm, SecurityKey Key)? ReadKey(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || JsonText.String(entry, "kid") is not { Length: > 0 } keyId
            || (entry.TryGetProperty("use", out _) && JsonText.String(entry, "use") != "sig"))
        {
            return null;
        }

        (string Algorithm, SecurityKey? Key) found = JsonText.String(entry, "kty") switch
        {
            "RSA" => ("RS256", RsaKey(entry)),
            "EC" when JsonText.String(entry, "crv") == "P-256" => ("ES256", EcKey(entry)),
            _ => ("", null),
        };
        if (found is not ({ } algorithm, { } key)
            || (entry.TryGetProperty("alg", out _) && JsonText.String(entry, "alg") != algorithm))
        {
            return null;
        }

        key.KeyId = keyId;

        // Each check makes and drops its own provider: a shared one is not promised to be safe between threads.
        key.CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false };
        return (keyId, algorithm, key);
    }

    private static RsaSecurityKey? RsaKey(JsonElement entry)
    {
        if (Number(entry, "n") is not { } modulus || Number(entry, "e") is not { } exponent)
        {
            return null;
        }

        var bits = modulus.Length * 8;
        return bits is >= MinRsaBits and <= MaxRsaBits
            && exponent.Length <= 4
            && (exponent[^1] & 1) == 1
            && !(exponent is [1])
            ? new RsaSecurityKey(new RSAParameters { Modulus = modulus, Exponent = exponent })
            : null;
    }

    private static JsonWebKey? EcKey(JsonElement entry)
    {
        if (Bytes(entry, "x") is not { Length: 32 } x || Bytes(entry, "y") is not { Length: 32 } y)
        {
            return null;
        }

        try
        {
            // Refuses a point that is not on the curve.
            using var check = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = x, Y = y },
            });
        }
        catch (CryptographicException)
        {
            return null;
        }

        return new JsonWebKey
        {
            Kty = "EC",
            Crv = "P-256",
            X = Base64Url.EncodeToString(x),
            Y = Base64Url.EncodeToString(y),
        };
    }

    /// <summary>Base64urlUInt (RFC 7518 §2); a leading zero, which some issuers add, is dropped.</summary>
    private static byte[]? Number(JsonElement entry, string name) =>
        Bytes(entry, name)?.SkipWhile(value => value == 0).ToArray() is { Length: > 0 } number ? number : null;

    private static byte[]? Bytes(JsonElement entry, string name)
    {
        try
        {
            return JsonText.String(entry, name) is { } text ? Base64Url.DecodeFromChars(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
