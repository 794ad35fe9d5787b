namespace SshGate.Gateway.Targets;

/// <summary>A target and where it stands in <c>targets.yaml</c>.</summary>
/// <param name="Target">The target.</param>
/// <param name="Line">The line that it starts on, from 1.</param>
/// <param name="LastHostKeyLine">The line of its last pinned host key; 0 when it has none.</param>
internal sealed record TargetFileEntry(Target Target, long Line, long LastHostKeyLine);
