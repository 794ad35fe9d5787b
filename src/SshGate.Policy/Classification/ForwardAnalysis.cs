using SshGate.Policy.Forwards;

namespace SshGate.Policy.Classification;

/// <summary>A forward carries bytes that nobody judges, so it is never reading; rules say which destinations are fine.</summary>
internal static class ForwardAnalysis
{
    public static void Analyze(CommandLine line, Report report)
    {
        var whole = new SourceSpan(0, line.Source.Length);
        if (line.Forward is not { } forward)
        {
            report.AddEffective("?");
            report.Add(RiskClass.Opaque, $"cannot be read: {line.Error?.Message}", whole);
            return;
        }

        report.AddEffective("forward");
        report.Begin(new CommandUse("forward", [forward.Kind == ForwardKind.Unix ? "unix" : "tcp", forward.Address]));
        if (forward.IsPlain)
        {
            report.Add(RiskClass.Exfil, "opens a connection whose content is not judged", whole);
        }
        else
        {
            report.Add(RiskClass.Opaque, "a destination that is not written as host names and paths are", whole);
        }

        report.Resume(null);
    }
}
