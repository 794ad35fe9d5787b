using System.Text.Json;
using System.Text.Json.Serialization;

namespace SshGate.Gateway.History;

/// <summary>The JSON column of the history tables.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredCounts))]
internal sealed partial class HistoryJson : JsonSerializerContext
{
    public static string Write(StoredCounts counts) => JsonSerializer.Serialize(counts, Default.StoredCounts);

    public static StoredCounts Read(string json) =>
        JsonSerializer.Deserialize(json, Default.StoredCounts) ?? throw new JsonException("no counts");
}
