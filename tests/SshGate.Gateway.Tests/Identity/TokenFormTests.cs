using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Tests.Identity;

/// <summary>R3: tokens refused for their form, header, algorithm or key, each with its reason.</summary>
public sealed class TokenFormTests : IDisposable
{
    private readonly TestIssuer _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Theory]
    [InlineData("", TokenRefusal.Empty)]
    [InlineData("garbage", TokenRefusal.Malformed)]
    [InlineData("a.b", TokenRefusal.Malformed)]
    [InlineData("..", TokenRefusal.Malformed)]
    [InlineData("a.b.c.d", TokenRefusal.Malformed)]
    [InlineData("a.b.c.d.e", TokenRefusal.Encrypted)]
    [InlineData("a.b.c.d.e.f.g.h", TokenRefusal.Malformed)]
    [InlineData("e30.e30.\u00e9", TokenRefusal.Malformed)]
    [InlineData("e30.e30.AAAA", TokenRefusal.AlgorithmNotAllowed)]
    [InlineData("W10.e30.AAAA", TokenRefusal.Malformed)]
    public async Task Refuses_what_is_no_token(string token, TokenRefusal reason) => await _issuer.RefusedAsync(token, reason);

    [Fact]
    public async Task Refuses_a_token_without_signature_and_algorithm_none()
    {
        var token = _issuer.Issue(header: header => header["alg"] = "none");

        await _issuer.RefusedAsync(token, TokenRefusal.AlgorithmNotAllowed);
        await _issuer.RefusedAsync(Unsigned(token), TokenRefusal.Malformed);
    }

    [Fact]
    public async Task Refuses_a_stripped_signature() => await _issuer.RefusedAsync(Unsigned(_issuer.Issue()), TokenRefusal.Malformed);

    [Theory]
    [InlineData("pem")]
    [InlineData("der")]
    [InlineData("modulus")]
    public async Task Refuses_a_symmetric_signature_keyed_with_the_public_key(string form)
    {
        var secret = form switch
        {
            "pem" => Encoding.ASCII.GetBytes(_issuer.Rsa.ExportSubjectPublicKeyInfoPem()),
            "der" => _issuer.Rsa.ExportSubjectPublicKeyInfo(),
            _ => _issuer.Rsa.ExportParameters(false).Modulus!,
        };
        var input = Unsigned(_issuer.Issue(header: header => header["alg"] = "HS256")).TrimEnd('.');
        var signature = HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(input));

        await _issuer.RefusedAsync($"{input}.{Base64Url.EncodeToString(signature)}", TokenRefusal.AlgorithmNotAllowed);
    }

    [Theory]
    [InlineData("RS512")]
    [InlineData("PS256")]
    public async Task Refuses_algorithms_that_are_not_on_the_list(string algorithm) =>
        await _issuer.RefusedAsync(_issuer.Issue(algorithm: algorithm), TokenRefusal.AlgorithmNotAllowed);

    [Fact]
    public async Task Refuses_an_algorithm_that_the_key_is_not_for() =>
        await _issuer.RefusedAsync(
            _issuer.Issue(header: header => header["kid"] = "ec-1"),
            TokenRefusal.KeyUnknown);

    [Theory]
    [InlineData("RS512")]
    [InlineData("PS256")]
    public async Task Refuses_another_algorithm_under_an_accepted_name(string algorithm)
    {
        var token = _issuer.IssueRaw(_issuer.Header().ToJsonString(), _issuer.Claims().ToJsonString(), algorithm);

        await _issuer.RefusedAsync(token, TokenRefusal.SignatureInvalid);
    }

    [Theory]
    [InlineData("crit")]
    [InlineData("jwk")]
    [InlineData("jku")]
    [InlineData("x5u")]
    [InlineData("x5c")]
    [InlineData("b64")]
    [InlineData("zip")]
    public async Task Refuses_header_parameters_that_bring_keys_or_meanings(string name) =>
        await _issuer.RefusedAsync(_issuer.Issue(header: header => header[name] = new JsonArray("exp")), TokenRefusal.HeaderNotAllowed);

    [Fact]
    public async Task Refuses_a_key_in_the_header_even_when_it_signed_the_token()
    {
        using var own = new TestIssuer(ownKey: true);
        var key = own.KeySet()["keys"]![0]!.DeepClone();

        await _issuer.RefusedAsync(own.Issue(header: header => header["jwk"] = key), TokenRefusal.HeaderNotAllowed);
    }

    [Theory]
    [InlineData("id_token+jwt", TokenRefusal.TypeNotAllowed)]
    [InlineData("logout+jwt", TokenRefusal.TypeNotAllowed)]
    [InlineData("JWT ", TokenRefusal.TypeNotAllowed)]
    [InlineData("application/okta-internal-at+jwt", TokenRefusal.OrganizationServer)]
    public async Task Refuses_other_types(string type, TokenRefusal reason) =>
        await _issuer.RefusedAsync(_issuer.Issue(header: header => header["typ"] = type), reason);

    [Fact]
    public async Task Refuses_a_type_that_is_no_string() =>
        await _issuer.RefusedAsync(_issuer.Issue(header: header => header["typ"] = 1), TokenRefusal.TypeNotAllowed);

    [Fact]
    public async Task Refuses_a_token_without_key_id() =>
        await _issuer.RefusedAsync(_issuer.Issue(header: header => header.Remove("kid")), TokenRefusal.KeyIdMissing);

    [Fact]
    public async Task Refuses_a_foreign_key_under_a_known_key_id()
    {
        using var foreign = new TestIssuer(ownKey: true);

        await _issuer.RefusedAsync(foreign.Issue(), TokenRefusal.SignatureInvalid);
    }

    [Theory]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"alg\":\"RS256\"}", "{}")]
    [InlineData("{\"alg\":\"none\",\"kid\":\"rsa-1\",\"\\u0061lg\":\"RS256\"}", "{}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "{\"sub\":\"a\",\"sub\":\"b\"}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "{\"sub\":\"a\",\"\\u0073ub\":\"b\"}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "{\"act\":{\"sub\":\"a\",\"sub\":\"b\"}}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "{\"a\":1,}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "{/* */}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "{} {}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "\ufeff{}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "{\"\\ud800\":1,\"\\ud800\":2}")]
    [InlineData("{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}", "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]")]
    public async Task Refuses_ambiguous_json(string header, string claims) =>
        await _issuer.RefusedAsync(_issuer.IssueRaw(header, claims), TokenRefusal.Malformed);

    [Fact]
    public async Task Refuses_json_that_is_not_utf8()
    {
        var parts = _issuer.Issue().Split('.');
        var payload = Base64Url.DecodeFromChars(parts[1]);
        payload[10] = 0xff;

        await _issuer.RefusedAsync($"{parts[0]}.{Base64Url.EncodeToString(payload)}.{parts[2]}", TokenRefusal.Malformed);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("=")]
    [InlineData("\n")]
    [InlineData("+")]
    public async Task Refuses_base64_noise(string noise) => await _issuer.RefusedAsync(_issuer.Issue() + noise, TokenRefusal.Malformed);

    [Fact]
    public async Task Refuses_a_second_spelling_of_the_same_signature()
    {
        // 256 bytes leave four unused bits in the last character: 'A' and 'B' decode to the same byte.
        var token = _issuer.Issue();
        var last = token[^1];
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var other = Alphabet[Alphabet.IndexOf(last, StringComparison.Ordinal) + 1];

        await _issuer.RefusedAsync(token[..^1] + other, TokenRefusal.Malformed);
    }

    [Fact]
    public async Task Refuses_a_token_of_20_kilobytes() =>
        await _issuer.RefusedAsync(_issuer.Issue(claims => claims["pad"] = new string('x', 20_000)), TokenRefusal.TooLarge);

    private static string Unsigned(string token) => token[..(token.LastIndexOf('.') + 1)];
}
