using System.Text.Json;
using System.Text.Json.Serialization;
using SshGate.Policy;

namespace SshGate.Gateway.Approvals;

/// <summary>What a request needs, as its JSON column.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ApprovalRequirement))]
internal sealed partial class RequirementJson : JsonSerializerContext
{
    public static string Write(ApprovalRequirement requirement) =>
        JsonSerializer.Serialize(requirement, Default.ApprovalRequirement);

    /// <exception cref="JsonException">It asks nobody: nothing that is stored may be approved by that.</exception>
    public static ApprovalRequirement Read(string json) =>
        JsonSerializer.Deserialize(json, Default.ApprovalRequirement) is { } requirement && AsksSomebody(requirement)
            ? requirement
            : throw new JsonException("no requirement");

    /// <summary>Whether every stage, and there is one at least, names people and how many of them.</summary>
    public static bool AsksSomebody(ApprovalRequirement requirement) =>
        requirement.Stages.Count > 0
        && requirement.Stages.All(stage => stage.ApproverGroups.Count > 0 && stage.Count > 0);
}
