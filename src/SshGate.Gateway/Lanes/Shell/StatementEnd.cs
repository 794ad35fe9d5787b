namespace SshGate.Gateway.Lanes.Shell;

/// <summary>How a statement ended.</summary>
/// <param name="EndsSession">The shell itself was ended by it.</param>
/// <param name="WasInterrupted">Ctrl-C ended or withdrew it: what was entered together with it is not run.</param>
internal readonly record struct StatementEnd(bool EndsSession = false, bool WasInterrupted = false);
