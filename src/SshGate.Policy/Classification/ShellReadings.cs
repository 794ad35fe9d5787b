using SshGate.Policy.Parsing;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Classification;

/// <summary>
/// Judges a script by every shell that its dialect stands for: where dash or ash read another program in the same bytes,
/// that program is judged too.
/// </summary>
internal static class ShellReadings
{
    public static void Analyze(
        CommandList syntax, ReadOnlySpan<byte> source, ShellDialect dialect, InputText input, Func<ShellReading, ShellAnalyzer> analyzer)
    {
        analyzer(ShellReading.Bash).Analyze(syntax, input);
        if (dialect != ShellDialect.Posix || !ShellParser.ReadsDifferently(SourceText.FromBytes(source)))
        {
            return;
        }

        foreach (var reading in (ReadOnlySpan<ShellReading>)[ShellReading.Dash, ShellReading.Ash])
        {
            var other = analyzer(reading);
            if (ShellParser.ParseAs(source, reading) is { } list)
            {
                other.Analyze(list, input);
            }
            else
            {
                other.Report.Add(RiskClass.Opaque, "a script that other shells read in another way", syntax.Span);
            }
        }
    }
}
