using System.Text;
using System.Text.Json;
using SshGate.Terminal;

namespace SshGate.Gateway.Sessions;

/// <summary>One message of the gate to the agent, on standard error: <c>sshgate: …</c>, and a JSON line when asked for.</summary>
/// <param name="Event">Stable word for programs: <c>held</c>, <c>waiting</c>, <c>approved</c>, <c>denied</c>, <c>expired</c>, <c>cancelled</c>, <c>fallback</c>, <c>withdrawn</c>, <c>unavailable</c>, <c>failed</c>, <c>input</c>.</param>
/// <param name="Text">One sentence that says what happened and what to do next.</param>
internal sealed record GateMessage(string Event, string Text)
{
    /// <summary>The held request, or null.</summary>
    public string? RequestId { get; init; }

    /// <summary>The session it belongs to.</summary>
    public string? SessionId { get; init; }

    /// <summary>The rules that decided.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>The groups whose members are asked; empty when nobody is.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>When the held request ends; null when there is none.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The variable with which the same command can be run later; null when it cannot.</summary>
    public string? Resume { get; init; }

    /// <summary>The exit status that follows, if this ends the command.</summary>
    public uint? ExitStatus { get; init; }

    /// <summary>The bytes for standard error. A terminal in raw mode needs CR LF.</summary>
    public byte[] ToBytes(bool asJson, bool forTerminal)
    {
        var newline = forTerminal ? "\r\n" : "\n";
        var text = new StringBuilder("sshgate: ").Append(Printable.Escape(Text)).Append(newline);
        if (asJson)
        {
            text.Append(JsonSerializer.Serialize(
                new
                {
                    sshgate = Event,
                    message = Text,
                    request = RequestId,
                    session = SessionId,
                    rules = Rules,
                    approvers = Approvers,
                    expires = Expires,
                    resume = Resume,
                    exit = ExitStatus,
                }));
            text.Append(newline);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
