using System.Text;
using System.Text.Unicode;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Onward;

/// <summary>
/// An approved command as the force-command of a certificate. One that a certificate cannot hold byte for byte is not forced in
/// another form: what the target enforces would not be what was approved.
/// </summary>
internal static class ForcedCommand
{
    /// <summary>The text whose UTF-8 is exactly the command; null where there is none, with why.</summary>
    public static string? Of(ReadOnlySpan<byte> command, out string? why)
    {
        why = command.IsEmpty ? "the command is empty"
            : command.Length > SshCertificateRequest.MaxForceCommandBytes ? $"the command is longer than {SshCertificateRequest.MaxForceCommandBytes} bytes"
            : command.Contains((byte)0) ? "the command holds a NUL byte"
            : !Utf8.IsValid(command) ? "the command is not UTF-8 text"
            : null;
        return why is null ? Encoding.UTF8.GetString(command) : null;
    }
}
