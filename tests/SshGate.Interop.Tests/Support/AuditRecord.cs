using System.Text.Json;

namespace SshGate.Interop.Tests.Support;

/// <summary>One audit event.</summary>
internal sealed record AuditRecord(JsonElement Json)
{
    /// <summary>The whole event as JSON text.</summary>
    public string Text => Json.GetRawText();

    public JsonElement Details => Json.GetProperty("details");

    public string? Detail(string name) => Details.TryGetProperty(name, out var value) ? value.ToString() : null;
}
