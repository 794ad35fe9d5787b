using System.Text.Json;

namespace SshGate.Interop.Tests.Support;

/// <summary>A held request as the approver's command line shows it.</summary>
internal sealed record HeldRequest(
    string Id,
    string State,
    string Digest,
    byte[] Command,
    string SessionId,
    IReadOnlyDictionary<string, string> Environment,
    JsonElement Json)
{
    public static async Task<HeldRequest> ShowAsync(DemoGate gate, string id)
    {
        var shown = (await gate.CliAsync(gate.Facts.Approver, "approvals", "show", id, "--json")).ShouldExit(0);
        using var json = JsonDocument.Parse(shown.OutputBytes);
        var root = json.RootElement;
        return new HeldRequest(
            root.GetProperty("id").GetString()!,
            root.GetProperty("state").GetString()!,
            root.GetProperty("digest").GetString()!,
            root.GetProperty("command").GetProperty("base64").GetBytesFromBase64(),
            root.GetProperty("sessionId").GetString()!,
            root.GetProperty("environment").EnumerateArray().ToDictionary(
                v => v.GetProperty("key").GetString()!, v => v.GetProperty("value").GetString()!),
            root.Clone());
    }

    /// <summary>Waits until the request stands there.</summary>
    public static async Task<HeldRequest> WaitForStateAsync(DemoGate gate, string id, string state)
    {
        HeldRequest? request = null;
        await Wait.UntilAsync(
            async () => (request = await ShowAsync(gate, id)).State.Equals(state, StringComparison.OrdinalIgnoreCase),
            () => $"request {id} to be {state}; it is {request?.State}");
        return request!;
    }
}
