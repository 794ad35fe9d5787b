using SshGate.Gateway.Approvals;
using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Onward;

/// <summary>Who opens an onward connection and what for: what a certificate says and allows, and what the audit log names.</summary>
internal sealed record OnwardPurpose
{
    private OnwardPurpose()
    {
    }

    /// <summary>Where it leads, and for whom.</summary>
    public required Grant Grant { get; init; }

    /// <summary>The agent's connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The session that opens it.</summary>
    public required string SessionId { get; init; }

    /// <summary>The approved request that it is opened for; null when it is opened for the session.</summary>
    public string? RequestId { get; private init; }

    /// <summary>The approved bytes that the target is to enforce; null when it is opened for more than one command.</summary>
    public ReadOnlyMemory<byte>? Command { get; private init; }

    /// <summary>Whether a terminal is asked for.</summary>
    public bool NeedsTerminal { get; init; }

    /// <summary>Whether the target is to connect somewhere else.</summary>
    public bool NeedsForward { get; private init; }

    /// <summary>Told of each certificate that was made for it, before it is used.</summary>
    public required Func<IssuedCertificate, CancellationToken, ValueTask> CertificateIssued { get; init; }

    /// <summary>For everything that a session does at its target.</summary>
    public static OnwardPurpose Of(SessionScope scope) => new()
    {
        Grant = scope.Grant,
        ConnectionId = scope.Session.Connection.Id,
        SessionId = scope.Session.Id,
        NeedsTerminal = scope.Session.Terminal is not null,
        CertificateIssued = scope.NoteCertificateAsync,
    };

    /// <summary>For one approved command and nothing else; takes the proof, and leaves it to be spent.</summary>
    public static OnwardPurpose Of(SessionScope scope, AdmittedCommand command, bool needsTerminal) => Of(scope) with
    {
        RequestId = command.Claim?.RequestId,
        Command = command.Claim is null ? null : command.Binding.Command,
        NeedsTerminal = needsTerminal,
    };

    /// <summary>For a connection through the target.</summary>
    public static OnwardPurpose OfForward(SessionScope scope, string? requestId) => Of(scope) with
    {
        RequestId = requestId,
        NeedsForward = true,
    };

    /// <summary>The same on a machine on the way, which only has to connect further.</summary>
    public OnwardPurpose AtJump() => this with { Command = null, NeedsTerminal = false, NeedsForward = true };
}
