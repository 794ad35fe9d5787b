using System.Text.Json;
using System.Text.Json.Serialization;

namespace SshGate.Gateway.Audit;

/// <summary>The JSON form of the principal in the log.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditPrincipal))]
internal sealed partial class AuditJson : JsonSerializerContext
{
    public static string Write(AuditPrincipal principal) =>
        JsonSerializer.Serialize(principal, Default.AuditPrincipal);

    public static AuditPrincipal ReadPrincipal(string json) =>
        JsonSerializer.Deserialize(json, Default.AuditPrincipal) ?? throw new JsonException("no principal");
}
