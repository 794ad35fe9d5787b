namespace SshGate.Recording;

/// <summary>
/// The first line of a recording: asciicast v2's header, with the facts of the session in one object <c>sshgate</c>.
/// Facts that are unknown stay null and are left out.
/// </summary>
public sealed record RecordingHeader
{
    /// <summary>The session's id, a safe file name (<see cref="RecordingFiles.IsSafeId"/>).</summary>
    public required string Id { get; init; }

    /// <summary>Columns of the screen at the start; 80 where there is none.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Rows of the screen at the start; 24 where there is none.</summary>
    public int Height { get; init; } = 24;

    /// <summary>When the session began, in UTC.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>A line for people, as players show it.</summary>
    public string? Title { get; init; }

    /// <summary>The command of an exec session, as text; its exact bytes stand in the <see cref="EventCodes.Command"/> event.</summary>
    public string? Command { get; init; }

    /// <summary>The terminal's type: the only environment variable that is recorded.</summary>
    public string? Term { get; init; }

    /// <summary>
    /// True if the target's program writes to a terminal, which turns its line feeds into CR LF. Where there is none the
    /// recorder does it, so that players draw straight lines; the reader takes it back for the exact bytes.
    /// </summary>
    public bool HasTerminal { get; init; }

    /// <summary>Who: the subject of the verified identity.</summary>
    public string? Principal { get; init; }

    /// <summary>The issuer of the verified identity.</summary>
    public string? Issuer { get; init; }

    /// <summary>The agent acting for the principal.</summary>
    public string? Agent { get; init; }

    /// <summary>The client the token was issued to.</summary>
    public string? ClientId { get; init; }

    /// <summary>Where from: address and port of the client.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>Where to: the target's name.</summary>
    public string? Target { get; init; }

    /// <summary>Address and port of the target.</summary>
    public string? TargetAddress { get; init; }

    /// <summary>The account used there.</summary>
    public string? Account { get; init; }

    /// <summary>The grant under which the session runs.</summary>
    public string? GrantId { get; init; }

    /// <summary>The version of the policy that let it in.</summary>
    public string? PolicyVersion { get; init; }

    /// <summary>Further facts, by name.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();
}
