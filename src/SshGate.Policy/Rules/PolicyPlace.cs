namespace SshGate.Policy.Rules;

/// <summary>Where something stands in a file; line and column start at 1.</summary>
internal sealed record PolicyPlace(string File, int Line, int Column)
{
    public PolicyError Says(string message) => new(File, Line, Column, message);
}
