using System.Text;
using System.Text.Json;

namespace SshGate.Interop.Tests.Support.Shells;

/// <summary>What came back on one channel.</summary>
/// <param name="Exit">Null when the channel was left before its end, or never opened.</param>
/// <param name="Output">Its output.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Held">The id of the request that waits for a person.</param>
/// <param name="Refused">Why the channel or its request was refused.</param>
/// <param name="Requests">For every further channel request whether it was accepted.</param>
internal sealed record ChannelAnswer(
    int? Exit, byte[] Output, byte[] Error, string? Held, string? Refused, IReadOnlyList<bool> Requests)
{
    private const int Denied = 77;

    /// <summary>Everything that the agent sees.</summary>
    public string Text => Encoding.UTF8.GetString(Output) + Encoding.UTF8.GetString(Error);

    /// <summary>The gate's own answer, one of its kinds; everything else was let through.</summary>
    public bool WasLetThrough => Held is null && Refused is null && !IsDenied;

    public bool IsDenied => Exit == Denied && Text.Contains("sshgate: ", StringComparison.Ordinal);

    public static ChannelAnswer Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var exit = root.GetProperty("exit");
        return new ChannelAnswer(
            exit.ValueKind == JsonValueKind.Null ? null : exit.GetInt32(),
            root.GetProperty("output").GetBytesFromBase64(),
            root.GetProperty("error").GetBytesFromBase64(),
            root.GetProperty("held").GetString(),
            root.GetProperty("refused").GetString(),
            [.. root.GetProperty("requests").EnumerateArray().Select(accepted => accepted.GetBoolean())]);
    }

    public override string ToString() => $"exit {Exit}, held {Held}, refused {Refused}: {Text}";
}
