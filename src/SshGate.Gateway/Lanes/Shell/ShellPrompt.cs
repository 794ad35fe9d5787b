using SshGate.Gateway.Sessions;
using SshGate.Terminal;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>
/// The prompt: <c>account@target:directory$ </c>, with the last status in brackets before <c>$</c> when it is not 0. Programs
/// wait for it, so its form does not change (docs/agents.md).
/// </summary>
internal static class ShellPrompt
{
    /// <summary>For the further lines of a statement.</summary>
    public const string Continuation = "> ";

    public static string Of(Grant grant, ShellState state)
    {
        var status = state.Status == 0 ? "" : $"[{state.Status}]";
        return Printable.Escape($"{grant.Account.Name}@{grant.Target.Name}:{state.ShownDirectory}{status}$ ");
    }
}
