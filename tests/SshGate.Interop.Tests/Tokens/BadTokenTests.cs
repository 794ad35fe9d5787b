using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Tokens;

/// <summary>
/// Tokens that prove nothing, sent by a real client: refused with a reason, on record, and nothing reaches the target.
/// </summary>
public sealed class BadTokenTests(SharedGate shared)
{
    /// <summary>What is wrong, and the audit log's word for it.</summary>
    public static TheoryData<string, string> Wrongs { get; } = new()
    {
        { "wrong signature", "SignatureInvalid" },
        { "other claims under the old signature", "SignatureInvalid" },
        { "expired", "Expired" },
        { "foreign audience", "AudienceWrong" },
        { "foreign issuer", "IssuerUnknown" },
        { "alg none", "AlgorithmNotAllowed" },
        { "alg none without a signature", "Malformed" },
        { "HS256 keyed with the public key", "AlgorithmNotAllowed" },
        { "unknown key", "KeyUnknown" },
        { "a key that the token brings along", "HeaderNotAllowed" },
        { "garbage", "Malformed" },
        { "empty", "Empty" },
    };

    public static TheoryData<string, string, string> WrongsByMethod { get; } =
    [
        // An empty password is no credential at all: the SSH library refuses it before it asks the gate.
        .. Wrongs.SelectMany(row => new[] { "password", "keyboard-interactive" }
            .Where(method => (row.Data.Item1, method) != ("empty", "password")).Select(
            method => new TheoryDataRow<string, string, string>(row.Data.Item1, row.Data.Item2, method))),
    ];

    [Theory]
    [MemberData(nameof(WrongsByMethod))]
    public async Task A_bad_token_is_refused_with_its_reason(string wrong, string reason, string method)
    {
        var gate = await shared.UseAsync();
        var marker = Marker.New();
        using var folder = new TestFolder();
        var good = await File.ReadAllTextAsync(gate.Facts.Agent, TestContext.Current.CancellationToken);
        var token = await MakeAsync(gate, good, wrong);
        var askpass = folder.WriteScript("askpass", $"#!/bin/sh\ncat '{folder.Write("token", token)}'\n");
        // The user name is in the audit event; it tells this attempt from those of other tests.
        var user = $"{gate.Facts.Account}+{marker}";

        var run = await RunningProgram.RunAsync(
            Programs.Ssh,
            [
                .. gate.Ssh.CommonOptions, "-o", "PreferredAuthentications=" + method,
                "-p", $"{gate.Facts.Port}", "-l", user, gate.Facts.Host, $"echo {marker}",
            ],
            new Dictionary<string, string> { ["SSH_ASKPASS"] = askpass, ["SSH_ASKPASS_REQUIRE"] = "force" });

        run.ShouldExit(255).ShouldSay("sshgate: ");
        var refused = await gate.Audit.WaitForAsync("authentication_refused", marker);
        Assert.Equal(reason, refused.Detail("reason"));
        Assert.False(gate.HasReceived(marker));
        Assert.DoesNotContain(
            await gate.Audit.EventsAsync("authentication_accepted"),
            e => e.Text.Contains(marker, StringComparison.Ordinal));
        if (token.Length > 20)
        {
            // Nowhere is the token itself.
            Assert.DoesNotContain(token[^20..], run.Error + gate.Log + refused.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_session_does_not_outlive_its_token()
    {
        var gate = await shared.UseAsync();
        var token = await gate.TokenAsync("agent-1", lifetime: 5);

        var run = await gate.Ssh.RunAsync(token, "echo started; sleep 600");

        Assert.NotEqual(0, run.ExitStatus);
        Assert.Equal("started\n", run.Output);
        run.ShouldSay("the access token has expired");
    }

    private static async Task<string> MakeAsync(DemoGate gate, string good, string wrong)
    {
        var parts = good.Split('.');
        switch (wrong)
        {
            case "wrong signature":
                return $"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}";
            case "other claims under the old signature":
                return $"{parts[0]}.{Change(parts[1], claims => claims["sub"] = "agent-2")}.{parts[2]}";
            case "expired":
                return await File.ReadAllTextAsync(
                    await gate.TokenAsync("agent-1", lifetime: -3600), TestContext.Current.CancellationToken);
            case "foreign audience":
                return $"{parts[0]}.{Change(parts[1], claims => claims["aud"] = "api://payroll")}.{parts[2]}";
            case "foreign issuer":
                return $"{parts[0]}.{Change(parts[1], claims => claims["iss"] = "https://issuer.example")}.{parts[2]}";
            case "alg none":
                return $"{Change(parts[0], header => header["alg"] = "none")}.{parts[1]}.{parts[2]}";
            case "alg none without a signature":
                return $"{Change(parts[0], header => header["alg"] = "none")}.{parts[1]}.";
            case "HS256 keyed with the public key":
                var input = $"{Change(parts[0], header => header["alg"] = "HS256")}.{parts[1]}";
                var mac = HMACSHA256.HashData(await PublicKeyAsync(gate), Encoding.ASCII.GetBytes(input));
                return $"{input}.{Base64Url.EncodeToString(mac)}";
            case "unknown key":
                return Sign(parts, header => header["kid"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
            case "a key that the token brings along":
                var own = new JsonObject { ["kty"] = "RSA", ["e"] = "AQAB", ["n"] = "AQAB" };
                return Sign(parts, header => header["jwk"] = own);
            case "garbage":
                return "correct horse battery staple";
            case "empty":
                return "";
            default:
                throw new ArgumentOutOfRangeException(nameof(wrong));
        }
    }

    /// <summary>Signed by a key of the forger's own.</summary>
    private static string Sign(string[] parts, Action<JsonObject> change)
    {
        using var key = RSA.Create(2048);
        var input = $"{Change(parts[0], change)}.{parts[1]}";
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Change(string part, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();
        change(json);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    /// <summary>
    /// The issuer's public key as the PEM text that a confused verifier would use as a shared secret.
    /// </summary>
    private static async Task<byte[]> PublicKeyAsync(DemoGate gate)
    {
        var published = await gate.PublishedKeyAsync();
        using var key = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(published.GetProperty("n").GetString()),
            Exponent = Base64Url.DecodeFromChars(published.GetProperty("e").GetString()),
        });
        return Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem());
    }
}
