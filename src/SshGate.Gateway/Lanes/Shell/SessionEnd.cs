using System.Globalization;
using SshGate.Policy;
using SshGate.Policy.Syntax;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary><c>exit</c> and <c>logout</c> as a statement of their own: the gate ends the session, and no target is asked.</summary>
internal static class SessionEnd
{
    /// <summary>The status that the session ends with; null if the line is something else.</summary>
    /// <param name="line">The statement.</param>
    /// <param name="last">What the last statement ended with.</param>
    public static uint? Of(CommandLine line, uint last)
    {
        if (line.Syntax is not { Items: [{ IsBackground: false, Pipelines: [{ IsNegated: false, IsTimed: false, Commands: [SimpleCommand command] }] }] }
            || command.Assignments.Count > 0 || command.Redirections.Count > 0
            || command.Words.Count == 0 || Literal(command.Words[0]) is not ("exit" or "logout"))
        {
            return null;
        }

        return command.Words switch
        {
            [_] => last,
            [_, var number] when int.TryParse(
                Literal(number), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var status) => (uint)(status & 0xFF),
            // The shell on the target says what is wrong with it.
            _ => null,
        };
    }

    private static string? Literal(Word word) => word.Parts is [LiteralPart part] ? part.Text : null;
}
