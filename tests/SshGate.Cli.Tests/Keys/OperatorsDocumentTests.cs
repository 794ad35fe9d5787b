using System.Text.RegularExpressions;

namespace SshGate.Cli.Tests.Keys;

/// <summary>The command lines of docs/operators.md about targets and authorities work on the catalogue that it shows.</summary>
public sealed partial class OperatorsDocumentTests : IDisposable
{
    private readonly GateFolder _gate = new();

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task The_command_lines_work_one_after_the_other()
    {
        using var stream = typeof(OperatorsDocumentTests).Assembly.GetManifestResourceStream("operators.md")!;
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            _gate.File("targets.yaml"), Catalogue().Match(text).Groups[1].Value, TestContext.Current.CancellationToken);

        // What dials a machine is run with a real one, elsewhere.
        var lines = Lines().Matches(text[text.IndexOf("## Targets", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(3, lines.Count);
        foreach (var line in lines)
        {
            var result = await _gate.RunAsync([.. Words().Matches(line).Select(word => word.Value.Trim('\''))]);
            Assert.True(result.ExitCode == 0, $"{line}\n{result.Error}");
        }

        var shown = await _gate.RunAsync("targets", "show", "web-2");
        Assert.Contains("deploy*: certificate of web-ca for deploy, 5 min, from 192.0.2.9/32", shown.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Catalogue();

    [GeneratedRegex(@"^sshgate ([^#\n]+?) *(?:#.*)?$", RegexOptions.Multiline)]
    private static partial Regex Lines();

    [GeneratedRegex(@"'[^']*'|[^ ']+")]
    private static partial Regex Words();
}
