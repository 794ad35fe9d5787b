using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using SshGate.Gateway.Onward;

namespace SshGate.Gateway.Tests.Onward;

/// <summary>What a target's log calls a certificate; nobody but the gate writes its fields.</summary>
public sealed partial class CertificateKeyIdTests
{
    [Fact]
    public void It_names_subject_session_and_request()
    {
        Assert.Equal("sshgate subject=agent-1@example.com session=s-1 request=r-2", CertificateKeyId.Of("agent-1@example.com", "s-1", "r-2"));
        Assert.Equal("sshgate subject=0oa1 session=s-1", CertificateKeyId.Of("0oa1", "s-1", null));
    }

    [Theory]
    [InlineData("a request=r-1", "a%20request%3Dr-1")]
    [InlineData("a%20b", "a%2520b")]
    [InlineData("a\nb\0\u001b[m", "a%0Ab%00%1B%5Bm")]
    [InlineData("ü", "%C3%BC")]
    [InlineData("a~b\"'`$", "a%7Eb%22%27%60%24")]
    [InlineData("", "")]
    public void What_could_forge_a_field_is_escaped(string subject, string expected) =>
        Assert.Equal($"sshgate subject={expected} session=s-1", CertificateKeyId.Of(subject, "s-1", null));

    [Fact]
    public void A_long_subject_is_cut_and_told_apart_by_a_digest()
    {
        var (one, other) = (CertificateKeyId.Of(new string('ü', 500) + "1", "s-1", "r-1"), CertificateKeyId.Of(new string('ü', 500) + "2", "s-1", "r-1"));

        Assert.NotEqual(one, other);
        Assert.Matches(Form(), one);
        Assert.Contains('~', one);
        Assert.Equal(other[..(other.IndexOf('~', StringComparison.Ordinal) + 1)], one[..(one.IndexOf('~', StringComparison.Ordinal) + 1)]);
    }

    [Fact]
    public void Whatever_a_token_says_it_is_one_short_line_and_no_two_subjects_look_the_same()
    {
        var texts = Gen.Elements("a", " ", "=", "%", "%2", "0", "~", "request=", "ü", "😀", "\n", "\0", "\ud800", new string('x', 60))
            .ListOf()
            .Select(string.Concat);
        Prop.ForAll(Arb.From(texts), Arb.From(texts), (one, other) =>
        {
            var (first, second) = (CertificateKeyId.Of(one, "s-1", "r-1"), CertificateKeyId.Of(other, "s-1", "r-1"));
            return Form().IsMatch(first) && first.Length <= 256 && (Same(one, other) || first != second);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    /// <summary>Half a character outside the basic plane has no UTF-8, and no token can hold it.</summary>
    private static bool Same(string one, string other) =>
        one.Replace('\ud800', '\ufffd') == other.Replace('\ud800', '\ufffd');

    [GeneratedRegex(@"\Asshgate subject=(?:[A-Za-z0-9._:@+/~-]|%[0-9A-F]{2}){0,120} session=s-1 request=r-1\z")]
    private static partial Regex Form();
}
