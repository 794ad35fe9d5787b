using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SshGate.Gateway.Identity;
using SshGate.Ssh;

namespace SshGate.Gateway.Tests.Identity;

/// <summary>The law of mutation: whatever is changed in a valid token, it no longer verifies, and nothing is thrown.</summary>
public sealed class TokenMutationTests : IDisposable
{
    private readonly TestIssuer _issuer = new();

    public void Dispose() => _issuer.Dispose();

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task A_changed_token_never_verifies(string algorithm)
    {
        var token = Encoding.ASCII.GetBytes(_issuer.Issue(claims => claims["groups"] = "people", algorithm: algorithm));
        await using var verifier = _issuer.Verifier();
        Assert.True(Verifies(verifier, token));

        var edits = from kind in Gen.Choose(0, 4)
                    from at in Gen.Choose(0, token.Length - 1)
                    from value in Gen.Choose(0, 255)
                    select (Kind: kind, At: at, Value: value);
        Prop.ForAll(Arb.From(edits.NonEmptyListOf()), list =>
        {
            var mutant = list.Take(4).Aggregate(token, Edit);
            return mutant.AsSpan().SequenceEqual(token) || !Verifies(verifier, mutant);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task A_single_changed_character_never_verifies()
    {
        var token = Encoding.ASCII.GetBytes(_issuer.Issue());
        await using var verifier = _issuer.Verifier();
        for (var at = 0; at < token.Length; at++)
        {
            foreach (var value in (byte[])[(byte)(token[at] ^ 1), (byte)'A', (byte)'_', (byte)'.', 0x80])
            {
                if (value != token[at])
                {
                    Assert.False(Verifies(verifier, Edit(token, (0, at, value))), $"position {at}, byte {value}");
                }
            }
        }
    }

    [Fact]
    public async Task Any_bytes_are_refused_without_an_exception()
    {
        await using var verifier = _issuer.Verifier();
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => !Verifies(verifier, bytes)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Any_claims_are_judged_like_an_independent_check_does()
    {
        await using var verifier = _issuer.Verifier();
        var values = Gen.Elements(
            "1", "1e300", "-5", "\"x\"", "\"\"", "null", "[]", "{}", "[\"api://sshgate\"]", "\"api://sshgate\"", "1795176000", "1.5e9", "true");
        var names = Gen.Elements("iss", "aud", "sub", "exp", "nbf", "iat", "cid", "scp", "groups", "act", "nonce", "extra");
        Prop.ForAll(Arb.From(Gen.Zip(names, values).ListOf()), changes =>
        {
            var claims = _issuer.Claims();
            foreach (var (name, value) in changes.Take(2))
            {
                claims[name] = System.Text.Json.Nodes.JsonNode.Parse(value);
            }

            var token = _issuer.IssueRaw(_issuer.Header().ToJsonString(), claims.ToJsonString());

            // The second opinion may be laxer about claims it does not know; what it refuses, the verifier must refuse too.
            return SecondOpinion(token) || !Verifies(verifier, Encoding.ASCII.GetBytes(token));
        }).QuickCheckThrowOnFailure();
    }

    private static byte[] Edit(byte[] token, (int Kind, int At, int Value) edit)
    {
        var at = Math.Min(edit.At, token.Length);
        var rest = Math.Min(at + 1, token.Length);
        return edit.Kind switch
        {
            0 => [.. token[..at], (byte)edit.Value, .. token[rest..]],
            1 => [.. token[..at], .. token[rest..]],
            2 => [.. token[..at], (byte)edit.Value, .. token[at..]],
            3 => token[..at],
            _ => [.. token, .. token[at..]],
        };
    }

    private static bool Verifies(TokenVerifier verifier, byte[] token)
    {
        using var secret = new SecretBytes(token);
        var verdict = verifier.VerifyAsync(secret, TestContext.Current.CancellationToken).AsTask();
        return verdict.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken).GetAwaiter().GetResult()
            is TokenVerdict.Verified;
    }

    /// <summary>The same question answered with .NET's own primitives only.</summary>
    private bool SecondOpinion(string token)
    {
        var parts = token.Split('.');
        var signed = _issuer.Rsa.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
            Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1);
        var claims = System.Text.Json.JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        var now = _issuer.Clock.GetUtcNow().ToUnixTimeSeconds();
        return signed
            && claims.GetProperty("iss").ToString() == TestIssuer.Name
            && claims.GetProperty("aud").ToString().Contains(TestIssuer.Audience, StringComparison.Ordinal)
            && claims.GetProperty("exp") is { ValueKind: System.Text.Json.JsonValueKind.Number } exp
            && exp.GetDouble() is > 0 and < 1e12
            && exp.GetDouble() + 60 > now
            && claims.GetProperty("sub").ToString().Length > 0;
    }
}
