using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SshGate.Policy;
using SshGate.Policy.Syntax;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>
/// The text that runs on the target for one statement: the directory, the carried variables, the statement as it was entered, and
/// where it can change those, a line that reports them. This text, and no other, is judged, shown, digested, sent and recorded.
/// </summary>
/// <param name="Bytes">The text.</param>
/// <param name="Carried">How many bytes at its beginning only repeat what earlier statements left behind.</param>
/// <param name="Report">The report that its last line prints; null where there is nothing to report.</param>
internal sealed record WireText(ReadOnlyMemory<byte> Bytes, int Carried, StateReport? Report)
{
    /// <summary>128 bits.</summary>
    private const int NonceBytes = 16;

    /// <summary>Puts the text together.</summary>
    /// <param name="state">What the session carries.</param>
    /// <param name="statement">The statement with the line feed at its end.</param>
    /// <param name="effects">What it may leave behind.</param>
    public static WireText Of(ShellState state, ReadOnlySpan<byte> statement, ShellEffects effects)
    {
        var before = new StringBuilder();
        if (state.Directory is { } directory)
        {
            if (state.Previous is { } previous && NamesPrevious(statement))
            {
                before.Append($"cd -- {ShellQuoting.Quote(previous)} 2>/dev/null\n");
            }

            before.Append($"cd -- {ShellQuoting.Quote(directory)} || exit\n");
        }

        foreach (var (name, variable) in state.Variables)
        {
            before.Append(variable.ToLine(name));
        }

        if (state.Status != 0 && NamesStatus(statement))
        {
            before.Append(CultureInfo.InvariantCulture, $"(exit {state.Status & 0xFF})\n");
        }

        var names = ShellState.Carriable(effects);
        var report = effects.ChangesDirectory || effects.Exits || names.Count > 0
            ? new StateReport(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes)), names)
            : null;
        var carried = Encoding.UTF8.GetBytes(before.ToString());
        return new WireText(
            (byte[])[.. carried, .. statement, .. Encoding.UTF8.GetBytes(report?.ToLine() ?? "")], carried.Length, report);
    }

    /// <summary>Whether the statement asks how the one before it ended.</summary>
    private static bool NamesStatus(ReadOnlySpan<byte> statement) =>
        statement.IndexOf("$?"u8) >= 0 || statement.IndexOf("${?"u8) >= 0;

    /// <summary>Whether the statement asks for the directory before this one: a fresh shell knows it only if it was there.</summary>
    private static bool NamesPrevious(ReadOnlySpan<byte> statement) =>
        statement.IndexOf("cd -"u8) >= 0 || statement.IndexOf("OLDPWD"u8) >= 0 || statement.IndexOf("~-"u8) >= 0;
}
