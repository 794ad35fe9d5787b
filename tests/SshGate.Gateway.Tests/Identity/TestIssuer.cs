using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Gateway.Identity;
using SshGate.Ssh;

namespace SshGate.Gateway.Tests.Identity;

/// <summary>
/// An issuer in memory: signs whatever a test wants signed, with .NET's own primitives, and answers the verifier's requests
/// through a message handler that counts them.
/// </summary>
internal sealed class TestIssuer : HttpMessageHandler
{
    public const string Name = "https://id.example.com/oauth2/default";

    public const string Audience = "api://sshgate";

    /// <summary>Making a key takes long, so issuers share one unless a test needs a foreign one.</summary>
    private static readonly RSA SharedRsa = RSA.Create(2048);

    public TestIssuer(bool ownKey = false)
    {
        Rsa = ownKey ? RSA.Create(2048) : SharedRsa;
    }

    public RSA Rsa { get; private set; }

    public ECDsa Ec { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string RsaKeyId { get; private set; } = "rsa-1";

    public TestClock Clock { get; } = new();

    public int KeyFetches { get; private set; }

    public int MetadataFetches { get; private set; }

    /// <summary>Replaces the answer to a request; null goes on as usual.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage?>>? Intercept { get; set; }

    public string? KeysCacheControl { get; set; }

    public static IdentityOptions Options { get; } = new()
    {
        Issuers = [new IssuerOptions { Issuer = Name, Audiences = [Audience] }],
        Roles =
        [
            new RoleMapping { Role = Role.Agent, ClientIds = ["agent-1"], Groups = ["people"] },
            new RoleMapping { Role = Role.Approver, Groups = ["sshgate-approvers"] },
            new RoleMapping { Role = Role.Auditor, Scopes = ["sshgate.audit"] },
        ],
    };

    public TokenVerifier Verifier(IdentityOptions? options = null) =>
        new(options ?? Options, Clock, NullLoggerFactory.Instance, () => this);

    public JsonObject Claims() => new()
    {
        ["ver"] = 1,
        ["jti"] = "AT.1",
        ["iss"] = Name,
        ["aud"] = Audience,
        ["sub"] = "agent-1",
        ["iat"] = Clock.GetUtcNow().ToUnixTimeSeconds(),
        ["exp"] = Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
        ["cid"] = "agent-1",
        ["scp"] = new JsonArray("sshgate"),
    };

    public JsonObject Header(string algorithm = "RS256") =>
        new() { ["kid"] = algorithm == "ES256" ? "ec-1" : RsaKeyId, ["alg"] = algorithm };

    public string Issue(Action<JsonObject>? claims = null, Action<JsonObject>? header = null, string algorithm = "RS256")
    {
        var (head, body) = (Header(algorithm), Claims());
        header?.Invoke(head);
        claims?.Invoke(body);
        return IssueRaw(head.ToJsonString(), body.ToJsonString(), algorithm);
    }

    public string IssueRaw(string header, string claims, string algorithm = "RS256")
    {
        var input = $"{Encode(header)}.{Encode(claims)}";
        var data = Encoding.ASCII.GetBytes(input);
        var signature = algorithm switch
        {
            "ES256" => Ec.SignData(data, HashAlgorithmName.SHA256),
            "RS512" => Rsa.SignData(data, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            "PS256" => Rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            _ => Rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    public static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    public void Rotate()
    {
        Rsa = RSA.Create(2048);
        RsaKeyId += "+";
    }

    public async Task<TokenVerdict> VerifyAsync(string token, IdentityOptions? options = null)
    {
        await using var verifier = Verifier(options);
        return await VerifyAsync(verifier, token);
    }

    public static async Task<TokenVerdict> VerifyAsync(ITokenVerifier verifier, string token)
    {
        using var secret = new SecretBytes(Encoding.UTF8.GetBytes(token));
        return await verifier.VerifyAsync(secret, TestContext.Current.CancellationToken);
    }

    public async Task<VerifiedIdentity> VerifiedAsync(string token)
    {
        var verdict = await VerifyAsync(token);
        return verdict is TokenVerdict.Verified(var identity)
            ? identity
            : throw new InvalidOperationException(verdict.ToString());
    }

    /// <summary>Expects this refusal, and that its message quotes no part of the token.</summary>
    public async Task<string> RefusedAsync(string token, TokenRefusal reason, IdentityOptions? options = null)
    {
        var refused = Assert.IsType<TokenVerdict.Refused>(await VerifyAsync(token, options));
        Assert.Equal(reason, refused.Reason);
        Assert.All(
            token.Split('.').Where(part => part.Length > 10),
            part => Assert.DoesNotContain(part[..10], refused.Message, StringComparison.Ordinal));
        return refused.Message;
    }

    public static string Metadata() => new JsonObject { ["issuer"] = Name, ["jwks_uri"] = Name + "/v1/keys" }.ToJsonString();

    public JsonObject KeySet()
    {
        var rsa = Rsa.ExportParameters(false);
        var ec = Ec.ExportParameters(false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject
                {
                    ["kty"] = "RSA",
                    ["use"] = "sig",
                    ["alg"] = "RS256",
                    ["kid"] = RsaKeyId,
                    ["n"] = Base64Url.EncodeToString(rsa.Modulus),
                    ["e"] = Base64Url.EncodeToString(rsa.Exponent),
                },
                new JsonObject
                {
                    ["kty"] = "EC",
                    ["crv"] = "P-256",
                    ["kid"] = "ec-1",
                    ["x"] = Base64Url.EncodeToString(ec.Q.X),
                    ["y"] = Base64Url.EncodeToString(ec.Q.Y),
                }),
        };
    }

    public static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var metadata = request.RequestUri!.AbsolutePath.EndsWith("openid-configuration", StringComparison.Ordinal);
        if (metadata)
        {
            MetadataFetches++;
        }
        else
        {
            KeyFetches++;
        }

        if (Intercept is not null && await Intercept(request, cancellationToken) is { } other)
        {
            return other;
        }

        var response = Json(metadata ? Metadata() : KeySet().ToJsonString());
        if (KeysCacheControl is not null)
        {
            response.Headers.Add("Cache-Control", KeysCacheControl);
        }

        return response;
    }
}
