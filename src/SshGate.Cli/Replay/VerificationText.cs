using System.Globalization;
using System.Text.Json;
using SshGate.Gateway.Audit;
using SshGate.Recording;
using SshGate.Terminal;

namespace SshGate.Cli.Replay;

/// <summary>A verification as a line for people, as JSON, and as an exit code.</summary>
internal static class VerificationText
{
    /// <summary>The exit code of an open recording: not wrong, but not sealed either.</summary>
    public const int OpenExitCode = 2;

    public static int ExitCode(RecordingVerification verification) => verification switch
    {
        RecordingVerification.Ok => ExitCodes.Ok,
        RecordingVerification.Open => OpenExitCode,
        _ => ExitCodes.No,
    };

    public static int ExitCode(AuditVerification verification) =>
        verification is AuditVerification.Intact ? ExitCodes.Ok : ExitCodes.No;

    public static string Line(AuditVerification verification) => verification switch
    {
        AuditVerification.Intact { Head: var head } => string.Create(CultureInfo.InvariantCulture,
            $"ok: {head.Sequence} entries, sha256:{head.Hash}"),
        AuditVerification.Broken broken => $"BROKEN: {Printable.Escape(broken.Reason)}",
        _ => throw new ArgumentOutOfRangeException(nameof(verification)),
    };

    public static string Json(AuditVerification verification) => JsonSerializer.Serialize(verification switch
    {
        AuditVerification.Intact { Head: var head } => new { audit = "log", result = "ok", entries = head.Sequence, hash = head.Hash },
        AuditVerification.Broken broken => (object)new { audit = "log", result = "broken", entry = broken.Sequence, reason = broken.Reason },
        _ => throw new ArgumentOutOfRangeException(nameof(verification)),
    });

    public static string Line(RecordingVerification verification) => verification switch
    {
        RecordingVerification.Ok { Seal: var seal } => string.Create(CultureInfo.InvariantCulture,
            $"ok: {seal.Lines} lines, {seal.Duration:c}, ended: {Printable.Escape(seal.Reason)}, {seal.Digest}"),
        RecordingVerification.Open open => string.Create(CultureInfo.InvariantCulture,
            $"OPEN: {open.LastLine} lines, linked up to line {open.LastLinkedLine}; {open.Remark}"),
        RecordingVerification.Broken broken => string.Create(CultureInfo.InvariantCulture,
            $"BROKEN: line {broken.Line}: {Printable.Escape(broken.Reason)}"),
        _ => throw new ArgumentOutOfRangeException(nameof(verification)),
    };

    public static string Json(string name, string path, RecordingVerification verification) => JsonSerializer.Serialize(
        verification switch
        {
            RecordingVerification.Ok { Seal: var seal } => new
            {
                recording = name,
                file = path,
                result = "ok",
                lines = seal.Lines,
                events = seal.Events,
                seconds = seal.Duration.TotalSeconds,
                reason = seal.Reason,
                stdout = new { bytes = seal.OutputBytes, hash = seal.OutputHash },
                stderr = new { bytes = seal.ErrorBytes, hash = seal.ErrorHash },
                digest = seal.Digest,
            },
            RecordingVerification.Open open => new
            {
                recording = name,
                file = path,
                result = "open",
                lines = open.LastLine,
                linkedLines = open.LastLinkedLine,
                remark = open.Remark,
            },
            RecordingVerification.Broken broken => (object)new
            {
                recording = name,
                file = path,
                result = "broken",
                line = broken.Line,
                reason = broken.Reason,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(verification)),
        });
}
