using Microsoft.Extensions.Logging;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.History;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Onward;

namespace SshGate.Gateway.Sessions;

/// <summary>What every session needs, made once at the start and never replaced.</summary>
internal sealed record GateServices
{
    public required GateOptions Options { get; init; }

    public required ITokenVerifier Tokens { get; init; }

    public required PolicySource Policy { get; init; }

    public required GrantIssuer Grants { get; init; }

    public required TargetConnector Targets { get; init; }

    public required ApprovalQueue Approvals { get; init; }

    public required HistoryBook History { get; init; }

    public required AuditLog Audit { get; init; }

    public required SessionDirectory Sessions { get; init; }

    /// <summary>Where the gate itself listens; no forward leads there.</summary>
    public required OwnPorts OwnPorts { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILogger Logger { get; init; }
}
