using SshGate.Gateway.Approvals;
using SshGate.Policy.Files;
using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>What became of a question about files.</summary>
internal abstract record FileOutcome
{
    private FileOutcome()
    {
    }

    /// <summary>It may be done, once.</summary>
    public sealed record Admitted(AdmittedCommand Proof) : FileOutcome
    {
        /// <summary>What was admitted.</summary>
        public FileOperation Operation => Proof.Binding.CommandLine.File ?? throw new InvalidOperationException("not a file operation");
    }

    /// <summary>It is not done: by decision, or because the target said beforehand that it cannot be.</summary>
    public sealed record Failed(SftpStatus Status, string Text) : FileOutcome;
}
