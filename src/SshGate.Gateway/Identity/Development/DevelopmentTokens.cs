using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SshGate.Gateway.Identity.Development;

/// <summary>
/// Signs development tokens in the shape of Okta's. The keys exist in memory only, guarded by one lock.
/// </summary>
internal sealed class DevelopmentTokens(DevelopmentIssuerOptions options, TimeProvider time) : IDisposable
{
    /// <summary>The client id in tokens of people: the native application that Okta's device grant asks for.</summary>
    public const string DeviceClient = "sshgate-cli";

    /// <summary>A day, as with Okta; and the cap for padding keeps a token within one request.</summary>
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(1);

    private const int MaxPadding = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly List<(string KeyId, RSA Key)> _keys = [NewKey()];

    /// <summary>Null when the issuer knows nobody of this name.</summary>
    public string? Issue(string issuer, DevelopmentTokenRequest request)
    {
        var user = options.Users.FirstOrDefault(known => known.Name == request.Name);
        var client = options.Clients.FirstOrDefault(known => known.Id == request.Name);
        if (user is null && client is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var asked = request.Lifetime ?? options.TokenLifetime;
        var claims = new JsonObject
        {
            ["ver"] = 1,
            ["jti"] = "AT." + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            ["iss"] = issuer,
            ["aud"] = options.Audience,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + (asked < MaxLifetime ? asked : MaxLifetime)).ToUnixTimeSeconds(),
            ["cid"] = client?.Id ?? DeviceClient,
            ["scp"] = Texts(request.Scopes ?? client?.Scopes ?? ["sshgate"]),
            ["sub"] = user?.Login ?? client!.Id,
        };
        if (user is not null)
        {
            claims["uid"] = "00u" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user.Name)))[..17];
            claims["auth_time"] = now.ToUnixTimeSeconds();
            claims["name"] = user.DisplayName;
            claims["amr"] = Texts(["pwd", "mfa"]);
        }

        if ((request.Groups ?? user?.Groups) is { } groups)
        {
            claims["groups"] = Texts(groups);
        }

        if (request.Actor is { } actor)
        {
            claims["act"] = new JsonObject { ["sub"] = actor, ["sub_profile"] = "ai_agent" };
        }

        return SignPadded(claims, Math.Min(request.MinimumBytes, MaxPadding));
    }

    /// <summary>A new signature key; the one before stays published until the next rotation, as issuers do.</summary>
    public void Rotate()
    {
        lock (_lock)
        {
            _keys.Insert(0, NewKey());
            while (_keys.Count > 2)
            {
                _keys[^1].Key.Dispose();
                _keys.RemoveAt(_keys.Count - 1);
            }
        }
    }

    /// <summary>The public halves (RFC 7517).</summary>
    public JsonObject KeySet()
    {
        lock (_lock)
        {
            return new JsonObject { ["keys"] = new JsonArray([.. _keys.Select(key => PublicKey(key.KeyId, key.Key))]) };
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _keys.ForEach(key => key.Key.Dispose());
            _keys.Clear();
        }
    }

    private static (string KeyId, RSA Key) NewKey() =>
        (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), RSA.Create(2048));

    private static JsonObject PublicKey(string keyId, RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["alg"] = "RS256",
            ["use"] = "sig",
            ["kid"] = keyId,
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
        };
    }

    private static JsonArray Texts(IReadOnlyList<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);

    private string SignPadded(JsonObject claims, int minimumBytes)
    {
        var token = Sign(claims);
        if (token.Length < minimumBytes)
        {
            // Base64 makes four characters of three; the division rounds down and the name itself makes up for it.
            claims["padding"] = new string('x', (minimumBytes - token.Length) * 3 / 4);
            token = Sign(claims);
        }

        return token;
    }

    private string Sign(JsonObject claims)
    {
        lock (_lock)
        {
            var (keyId, key) = _keys[0];
            var header = new JsonObject { ["kid"] = keyId, ["alg"] = "RS256" };
            var input = $"{Encode(header)}.{Encode(claims)}";
            var signature = key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return $"{input}.{Base64Url.EncodeToString(signature)}";
        }
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
