using System.Net;

namespace SshGate.Gateway.Identity.Development;

/// <summary>Settings of the development issuer.</summary>
public sealed record DevelopmentIssuerOptions
{
    /// <summary>Where it listens; anything but a loopback address is refused.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>The audience of its tokens.</summary>
    public string Audience { get; init; } = "api://sshgate";

    /// <summary>How long its tokens hold when a request names no lifetime.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How often a device may ask whether it was approved; shorter than Okta's 5 s, because people try this by hand.
    /// </summary>
    public TimeSpan DeviceInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The people it knows.</summary>
    public IReadOnlyList<DevelopmentUser> Users { get; init; } =
    [
        new() { Name = "ada", DisplayName = "Ada Approver", Groups = ["sshgate-people", "sshgate-approvers"] },
        new() { Name = "grace", DisplayName = "Grace Approver", Groups = ["sshgate-people", "sshgate-approvers"] },
        new() { Name = "audrey", DisplayName = "Audrey Auditor", Groups = ["sshgate-people", "sshgate-auditors"] },
        new() { Name = "otto", DisplayName = "Otto Operator", Groups = ["sshgate-people", "sshgate-operators"] },
    ];

    /// <summary>The service applications it knows.</summary>
    public IReadOnlyList<DevelopmentClient> Clients { get; init; } = [new() { Id = "agent-1" }, new() { Id = "agent-2" }];

    /// <summary>The role mapping that fits the built-in people and agents.</summary>
    public static IReadOnlyList<RoleMapping> Roles { get; } =
    [
        new() { Role = Role.Agent, Scopes = ["sshgate"] },
        new() { Role = Role.Approver, Groups = ["sshgate-approvers"] },
        new() { Role = Role.Auditor, Groups = ["sshgate-auditors"] },
        new() { Role = Role.Operator, Groups = ["sshgate-operators"] },
    ];
}
