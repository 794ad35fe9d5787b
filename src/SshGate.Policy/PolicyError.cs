namespace SshGate.Policy;

/// <summary>A fault in a policy file, with its place (line and column start at 1).</summary>
public sealed record PolicyError(string File, int Line, int Column, string Message)
{
    /// <summary>The form that editors understand: <c>file:line:column: message</c>.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}
