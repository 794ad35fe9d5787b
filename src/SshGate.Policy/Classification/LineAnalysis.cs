using SshGate.Policy.Parsing;
using SshGate.Policy.Statements;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Classification;

/// <summary>Analyses a whole command line by its context.</summary>
internal static class LineAnalysis
{
    public static CommandAnalysis Analyze(CommandLine line, CommandTable table, ReadOnlyMemory<byte>? input)
    {
        var report = new Report
        {
            Carried = line.Carried,
            // Nothing at all is no code that could be judged; a null array also converts to this, so it must not let a shell pass.
            Input = input is { Length: > 0 } bytes ? SourceText.DecodeStrict(bytes.Span) ?? "\0" : null,
            InputHasOneReader = line.Syntax is { Items: [{ Pipelines: [{ Commands: [SimpleCommand] }] }] },
        };
        try
        {
            Analyze(line, table, report);
        }
        catch (WorkBudgetException)
        {
            report.GiveUp(new SourceSpan(0, line.Source.Length));
        }

        return report.Finish(new AnalysisOrigin(line, table, input));
    }

    private static void Analyze(CommandLine line, CommandTable table, Report report)
    {
        var source = line.Source.Span;
        var whole = new SourceSpan(0, source.Length);
        TextInspection.Inspect(source, line.Context, report);
        var text = SourceText.DecodeStrict(source) ?? "";
        switch (line.Context)
        {
            case CommandContext.Exec or CommandContext.Shell or CommandContext.Script:
                AnalyzeShell(line, table, report);
                break;
            case CommandContext.Psql:
                SqlStatements.Judge(text, SqlDialect.Postgres, (risk, what) => report.Add(risk, what, whole), report.AddEffective);
                break;
            case CommandContext.Mysql:
                SqlStatements.Judge(text, SqlDialect.Mysql, (risk, what) => report.Add(risk, what, whole), report.AddEffective);
                break;
            case CommandContext.Redis:
                foreach (var command in text.Split('\n'))
                {
                    var words = command.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                    RedisCommands.Judge(words, (risk, what) => report.Add(risk, what, whole), report.AddEffective);
                }

                break;
            case CommandContext.Files:
                FileAnalysis.Analyze(line, report);
                break;
            case CommandContext.Forward:
                ForwardAnalysis.Analyze(line, report);
                break;
            default:
                report.AddEffective("?");
                report.Add(RiskClass.Opaque, "a line of a program whose language is not read", whole);
                break;
        }
    }

    private static void AnalyzeShell(CommandLine line, CommandTable table, Report report)
    {
        if (line.Dialect == ShellDialect.None)
        {
            report.AddEffective("?");
            report.Add(RiskClass.Opaque, "a line for a shell whose grammar is not read", new SourceSpan(0, line.Source.Length));
            return;
        }

        if (line.Syntax is not { } syntax)
        {
            report.AddEffective("?");
            var offset = Math.Min(line.Error?.Offset ?? 0, line.Source.Length);
            report.Add(RiskClass.Opaque, $"cannot be read: {line.Error?.Message}", new SourceSpan(offset, line.Source.Length - offset));
            return;
        }

        if (line.Context == CommandContext.Shell)
        {
            HistoryExpansion.Inspect(line, report);
        }

        ShellReadings.Analyze(
            syntax, line.Source.Span, line.Dialect, line.Context == CommandContext.Script ? InputText.Script : InputText.Outer,
            reading => new ShellAnalyzer(table, report, line.Context, line.Dialect, reading));
    }
}
