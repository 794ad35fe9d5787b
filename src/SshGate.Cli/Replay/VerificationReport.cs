using SshGate.Gateway.Audit;
using SshGate.Recording;
using SshGate.Terminal;

namespace SshGate.Cli.Replay;

/// <summary>Prints findings as they come, and remembers the worst for the exit code.</summary>
internal sealed class VerificationReport(TextWriter output, VerificationForm form)
{
    /// <summary>0 ok, 1 broken, 2 open: of everything added so far the worst.</summary>
    public int ExitCode { get; private set; } = ExitCodes.Ok;

    /// <summary>One recording.</summary>
    public Task AddAsync(string name, string path, RecordingVerification result)
    {
        Add(VerificationText.ExitCode(result));
        return output.WriteLineAsync(form == VerificationForm.Json
            ? VerificationText.Json(name, path, result)
            : $"{Printable.Escape(name)}: {VerificationText.Line(result)}");
    }

    /// <summary>The audit log.</summary>
    public Task AddAsync(AuditVerification result)
    {
        Add(VerificationText.ExitCode(result));
        return output.WriteLineAsync(form == VerificationForm.Json
            ? VerificationText.Json(result)
            : $"audit log: {VerificationText.Line(result)}");
    }

    // Broken is worse than open, whatever the numbers say.
    private void Add(int code) =>
        ExitCode = ExitCode == ExitCodes.No || code == ExitCodes.No ? ExitCodes.No : Math.Max(ExitCode, code);
}
