using System.Collections.Frozen;
using System.Text.Json;

namespace SshGate.Gateway.Audit;

/// <summary>The stored names of <see cref="AuditEventType"/>.</summary>
internal static class AuditEventTypeNames
{
    private static readonly FrozenDictionary<AuditEventType, string> Names = Enum.GetValues<AuditEventType>()
        .ToFrozenDictionary(type => type, type => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString()));

    public static string NameOf(AuditEventType type) => Names[type];
}
