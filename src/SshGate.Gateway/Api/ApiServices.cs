using Microsoft.Extensions.Logging;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Api;

/// <summary>What the API works on.</summary>
public sealed record ApiServices
{
    /// <summary>Who may call.</summary>
    public required ITokenVerifier Tokens { get; init; }

    /// <summary>The held requests.</summary>
    public required ApprovalQueue Approvals { get; init; }

    /// <summary>The sessions.</summary>
    public required ISessionDirectory Sessions { get; init; }

    /// <summary>Where refused calls and ended sessions are written.</summary>
    public required AuditLog Audit { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Diagnostics.</summary>
    public required ILoggerFactory Loggers { get; init; }
}
