using System.Text.Json;
using System.Text.Json.Serialization;

namespace SshGate.Cli.Demo;

/// <summary>What a script needs to use a running demo; the shape is fixed.</summary>
internal sealed record DemoFacts(
    [property: JsonPropertyName("ssh")] DemoSshFacts Ssh,
    [property: JsonPropertyName("api")] string Api,
    [property: JsonPropertyName("issuer")] string Issuer,
    [property: JsonPropertyName("target")] DemoTargetFacts Target,
    [property: JsonPropertyName("tokens")] DemoTokenFacts Tokens,
    [property: JsonPropertyName("recordings")] string Recordings)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public string ToJson() => JsonSerializer.Serialize(this, Readable);
}

/// <summary>Where the gate listens, and its host key as a known_hosts line has it.</summary>
internal sealed record DemoSshFacts(
    [property: JsonPropertyName("host")] string Host,
    [property: JsonPropertyName("port")] int Port,
    [property: JsonPropertyName("hostKey")] string HostKey);

/// <summary>The target as the catalogue has it.</summary>
internal sealed record DemoTargetFacts(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("account")] string Account,
    [property: JsonPropertyName("host")] string Host,
    [property: JsonPropertyName("port")] int Port);

/// <summary>Files with one token each, readable by their owner only.</summary>
internal sealed record DemoTokenFacts(
    [property: JsonPropertyName("agent")] string Agent,
    [property: JsonPropertyName("agent2")] string Agent2,
    [property: JsonPropertyName("approver")] string Approver,
    [property: JsonPropertyName("approver2")] string Approver2,
    [property: JsonPropertyName("auditor")] string Auditor,
    [property: JsonPropertyName("operator")] string Operator);
