using System.Text.Json;
using System.Text.Json.Serialization;

namespace SshGate.Gateway.Approvals;

/// <summary>The JSON columns of the approval tables.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredVerdict))]
[JsonSerializable(typeof(IReadOnlyList<KeyValuePair<string, string>>))]
internal sealed partial class ApprovalJson : JsonSerializerContext
{
    public static string Write(StoredVerdict verdict) => JsonSerializer.Serialize(verdict, Default.StoredVerdict);

    public static string Write(IReadOnlyList<KeyValuePair<string, string>> pairs) =>
        JsonSerializer.Serialize(pairs, Default.IReadOnlyListKeyValuePairStringString);

    public static StoredVerdict ReadVerdict(string json) =>
        JsonSerializer.Deserialize(json, Default.StoredVerdict) ?? throw new JsonException("no verdict");

    public static IReadOnlyList<KeyValuePair<string, string>> ReadPairs(string json) =>
        JsonSerializer.Deserialize(json, Default.IReadOnlyListKeyValuePairStringString)
        ?? throw new JsonException("no list");
}
