using SshGate.Policy.Syntax;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>A variable that the session carries from statement to statement.</summary>
/// <param name="Value">Its value; null when it was unset.</param>
/// <param name="IsExported">Whether programs get it.</param>
internal sealed record CarriedVariable(string? Value, bool IsExported)
{
    /// <summary>The line that gives it to a statement.</summary>
    public string ToLine(string name) => Value is null
        ? $"unset {name}\n"
        : $"{(IsExported ? "export " : "")}{name}={ShellQuoting.Quote(Value)}\n";
}
