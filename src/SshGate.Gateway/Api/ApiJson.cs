using System.Text.Json.Serialization;

namespace SshGate.Gateway.Api;

/// <summary>The JSON of the API, for server and client. Everything that is not plain ASCII is written as an escape.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ApprovalView))]
[JsonSerializable(typeof(IReadOnlyList<ApprovalSummary>))]
[JsonSerializable(typeof(DecisionBody))]
[JsonSerializable(typeof(DecisionView))]
[JsonSerializable(typeof(IReadOnlyList<SessionInfo>))]
[JsonSerializable(typeof(KillBody))]
[JsonSerializable(typeof(ApiProblem))]
public sealed partial class ApiJson : JsonSerializerContext;
