namespace SshGate.Ssh.Connection;

/// <summary>The dimensions of a terminal (RFC 4254 §6.2).</summary>
/// <param name="Columns">Width in characters.</param>
/// <param name="Rows">Height in characters.</param>
/// <param name="PixelWidth">Width in pixels, or 0.</param>
/// <param name="PixelHeight">Height in pixels, or 0.</param>
public readonly record struct TerminalSize(uint Columns, uint Rows, uint PixelWidth, uint PixelHeight);
