using System.Globalization;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Sessions;
using SshGate.Recording;
using SshGate.Ssh.Sftp;
using SshGate.Terminal;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// Writes down what became of admitted operations, before the agent hears of it: in the audit log, and as a marker in the recording.
/// Content is not recorded; its size and digest are.
/// </summary>
internal sealed class FileJournal(SessionScope scope)
{
    /// <summary>An operation that is over with its answer.</summary>
    public Task EndedAsync(AdmittedCommand proof, SftpStatus status, CancellationToken cancellationToken)
    {
        var text = Printable.Escape(proof.Binding.Command.Span);
        return WriteAsync(
            AuditEventType.FileOperationEnded,
            new AuditDetails()
                .With("command", text)
                .With("digest", proof.Binding.Digest)
                .With("status", status.ToString()),
            proof.Claim?.RequestId,
            status == SftpStatus.Ok ? $"done: {text}" : $"the target answered {status}: {text}",
            new { file = proof.Binding.Digest, status = status.ToString() },
            cancellationToken);
    }

    /// <summary>A file or directory that is closed, or was cut off.</summary>
    public Task ClosedAsync(OpenFile file, bool isCut, CancellationToken cancellationToken)
    {
        var path = Printable.Escape(file.Path.Bytes.Span);
        var details = new AuditDetails()
            .With("command", Printable.Escape(file.Proof.Binding.Command.Span))
            .With("digest", file.Proof.Binding.Digest)
            .With("path", path)
            .With("path_bytes", file.Path.Bytes);
        if (isCut)
        {
            details.With("cut", true);
        }

        var label = new List<string>();
        if (file.CanWrite)
        {
            label.Add(Add(details, "up", file.Up, file.IsWholeUpload, "written"));
            if (file.HasFailedWrite)
            {
                details.With("failed_write", true);
                label.Add("the target refused a write");
            }
        }

        if (file.CanRead)
        {
            label.Add(Add(details, "down", file.Down, file.IsWholeDownload, "read"));
        }

        var words = $"{(isCut ? "cut off" : "closed")} {path}{(label.Count > 0 ? ": " + string.Join(", ", label) : "")}";
        return WriteAsync(
            AuditEventType.FileClosed, details, file.Proof.Claim?.RequestId, words, new { closed = file.Proof.Binding.Digest, words }, cancellationToken);
    }

    /// <summary>Bytes, where they began, whether it is the whole file, and the digest if they came in order.</summary>
    private static string Add(AuditDetails details, string way, TransferDigest digest, bool isWhole, string verb)
    {
        var hash = digest.Finish();
        details.With($"bytes_{way}", digest.Bytes).With($"whole_{way}", isWhole).With($"in_order_{way}", digest.IsInOrder);
        if (digest.Start > 0)
        {
            details.With($"start_{way}", digest.Start.ToString(CultureInfo.InvariantCulture));
        }

        details.With($"sha256_{way}", hash);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{digest.Bytes} bytes {verb}{(isWhole ? "" : ", not the whole file")}, {(hash is null ? "out of order" : $"SHA-256 {hash}")}");
    }

    private async Task WriteAsync(
        AuditEventType type, AuditDetails details, string? requestId, string label, object facts, CancellationToken cancellationToken)
    {
        var marked = scope.MarkAsync(EventCodes.Note, label, facts, cancellationToken).AsTask();
        await scope.AuditAsync(type, details, requestId, cancellationToken);
        await marked;
    }
}
