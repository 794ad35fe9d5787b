using System.Text;
using SshGate.Recording.Masking;

namespace SshGate.Recording.Tests.Masking;

public sealed class SecretMaskerTests
{
    private const string Key =
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\nAAAAEbm9uZQ==\n-----END OPENSSH PRIVATE KEY-----";

    /// <summary>Text, what of it is secret, and the detector that finds it.</summary>
    public static TheoryData<string, string, string> Secrets { get; } = new()
    {
        { "card 4111 1111 1111 1111 ok\n", "1111 1111", "card" },
        { "x=5500-0000-0000-0004\n", "0000-0000", "card" },
        { "pan:378282246310005;", "378282246310005", "card" },
        { $"before\n{Key}\nafter\n", "b3BlbnNzaC1", "private-key" },
        { "t eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl end\n", "eyJzdWIi", "jwt" },
        { "AWS AKIAIOSFODNN7EXAMPLE\n", "AKIAIOSFODNN7EXAMPLE", "cloud-key" },
        { "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n", "wJalrXUtnFEMI", "cloud-key" },
        { "Authorization: Bearer abcdef0123456789.xyz\n", "abcdef0123456789", "bearer" },
        { "postgres://app:s3cr3t@db/x\n", "s3cr3t", "connection-string" },
        { "Server=db;Password=hunter22;x\n", "hunter22", "connection-string" },
        { "mail ada.l@example.co.uk now\n", "ada.l@example", "email" },
        { "call +49 170 1234567\n", "1234567", "phone" },
    };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_secret_is_masked_wherever_the_stream_is_cut(string text, string secret, string detector)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var whole = Run(detector, [bytes]);
        Assert.DoesNotContain(secret, whole, StringComparison.Ordinal);
        Assert.Contains($"‹masked:{detector}›", whole, StringComparison.Ordinal);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(whole, Run(detector, [bytes[..cut], bytes[cut..]]));
        }

        Assert.Equal(whole, Run(detector, [.. bytes.Select(one => new[] { one })]));
    }

    [Theory]
    [InlineData("0123456789012345 20260101120000 4111 1111 1111 1112\n")]
    [InlineData("total 5\ndrwxr-xr-x 2 root root 4096 Jan  1 12:00 .\n")]
    [InlineData("Ünïcödé ‹ok› \u001b[31mred\u001b[0m no-mail@ , http://host/path basic ab\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n")]
    public void Other_text_passes_unchanged(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(text, Run(null, [bytes[..cut], bytes[cut..]]));
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_pass_unchanged()
    {
        var bytes = Enumerable.Range(0, 4096).Select(i => unchecked((byte)(i * 7))).ToArray();
        var masker = new SecretMasker(["card", "private-key"]);
        byte[] output = [.. masker.Push(bytes).Span, .. masker.Finish().Span];
        Assert.Equal(bytes, output);
    }

    [Fact]
    public void A_key_without_an_end_never_shows()
    {
        var output = Run("private-key", [Encoding.UTF8.GetBytes(Key[..^40])]);
        Assert.DoesNotContain("b3BlbnNz", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_held_back_is_bounded()
    {
        var masker = new SecretMasker(SecretMasker.Names);
        var word = Encoding.UTF8.GetBytes(new string('x', 1024));
        var passed = 0L;
        for (var i = 0; i < 64; i++)
        {
            passed += masker.Push(word).Length;
        }

        Assert.True(passed >= (64 - 9) * 1024);
        Assert.Equal(64 * 1024, passed + masker.Finish().Length);
    }

    [Fact]
    public void Counts_what_it_masks()
    {
        var masker = new SecretMasker(["email"]);
        masker.Push("a@example.org b@example.org\n"u8);
        Assert.Equal(2, masker.Count);
    }

    [Fact]
    public void An_unknown_name_is_refused() =>
        Assert.Contains("known are", Assert.Throws<ArgumentException>(() => new SecretMasker(["nothing"])).Message, StringComparison.Ordinal);

    private static string Run(string? detector, IEnumerable<byte[]> pieces)
    {
        var masker = new SecretMasker(detector is null ? [.. SecretMasker.Names] : [detector]);
        var output = new List<byte>();
        foreach (var piece in pieces)
        {
            output.AddRange(masker.Push(piece).Span);
        }

        output.AddRange(masker.Finish().Span);
        return Encoding.UTF8.GetString([.. output]);
    }
}
