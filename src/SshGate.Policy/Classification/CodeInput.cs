namespace SshGate.Policy.Classification;

/// <summary>
/// Standard input that is code. Known text is judged; what comes from outside is announced, so that the gate withholds it
/// and asks again with it.
/// </summary>
internal static class CodeInput
{
    public static void Judge(Invocation invocation, CommandContext? language, RiskClass withoutInput, Action<string, SourceSpan> judge)
    {
        var report = invocation.Analyzer.Report;
        switch (invocation.Input.Source)
        {
            case InputSource.Literal:
                judge(invocation.Input.Text!, invocation.Span);
                break;
            case InputSource.Data or InputSource.Script:
                report.AddEffective("?");
                invocation.Add(RiskClass.Opaque, "runs what another command or a file gives it");
                break;
            default:
                report.ReadsCode(language);
                if (report.Input is { } input && report.InputHasOneReader)
                {
                    judge(input, invocation.Span);
                }
                else
                {
                    invocation.Add(report.Input is null ? withoutInput : RiskClass.Opaque, "runs what it reads from standard input");
                }

                break;
        }
    }
}
