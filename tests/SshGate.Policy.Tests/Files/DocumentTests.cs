using System.Text.RegularExpressions;

namespace SshGate.Policy.Tests.Files;

/// <summary>The examples of docs/files.md say the truth.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void The_examples_are_decided_as_they_say()
    {
        using var stream = typeof(DocumentTests).Assembly.GetManifestResourceStream("files.md")!;
        using var reader = new StreamReader(stream);
        var blocks = Block().Matches(reader.ReadToEnd()).Select(match => match.Groups[1].Value).ToList();
        var load = PolicyDocument.Load(blocks.Single(block => block.StartsWith("version:", StringComparison.Ordinal)), "files.md");
        Assert.Empty(load.Errors);
        var examples = blocks.Single(block => block.StartsWith("sftp read", StringComparison.Ordinal))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Example().Match(line))
            .ToList();
        Assert.Equal(10, examples.Count);
        foreach (var example in examples)
        {
            var (line, answer) = (example.Groups[1].Value, example.Groups[2].Value);
            var expected = answer switch
            {
                "allow" => VerdictKind.Allow,
                "deny" => VerdictKind.Deny,
                _ => VerdictKind.RequireApproval,
            };
            Assert.Equal((line, expected), (line, TestPolicy.Ask(line, CommandContext.Files, policy: load.Document).Kind));
        }

        Assert.Equal(
            VerdictKind.Allow,
            TestPolicy.Ask("rsync --server -vlogDtpre.iLsfxCIvu --delete . /srv/app/site/", policy: load.Document).Kind);
        Assert.Equal(
            VerdictKind.RequireApproval,
            TestPolicy.Ask("rsync --server -vlogDtpre.iLsfxCIvu . /srv/other/", policy: load.Document).Kind);
    }

    [GeneratedRegex(@"```\w*\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^(sftp .*?)\s+(allow|approve|deny)$")]
    private static partial Regex Example();
}
