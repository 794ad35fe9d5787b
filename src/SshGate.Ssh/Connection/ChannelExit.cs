namespace SshGate.Ssh.Connection;

/// <summary>How the program on a channel ended (RFC 4254 §6.10): by a status or by a signal.</summary>
/// <param name="Status">The exit status, or null if a signal ended it.</param>
/// <param name="Signal">The signal without "SIG", or null.</param>
/// <param name="CoreDumped">Whether it left a core dump.</param>
/// <param name="Message">The error message of the peer; hostile text.</param>
public sealed record ChannelExit(uint? Status, string? Signal, bool CoreDumped, string Message);
