namespace SshGate.Interop.Tests.Support;

/// <summary>How a test wants its own gate.</summary>
internal sealed record GateSettings
{
    /// <summary>Policy as YAML; null for the built-in default.</summary>
    public string? Policy { get; init; }

    /// <summary>
    /// State of an earlier gate to go on with; a new folder when null. The caller removes its own folder.
    /// </summary>
    public string? Directory { get; init; }

    /// <summary>
    /// The issuer's port, for a second gate that is to know the same principals: the issuer is part of who they are.
    /// </summary>
    public int? IssuerPort { get; init; }

    /// <summary>Bytes of a file system of its own for the recordings; null for the one that is there.</summary>
    public long? RecordingSpace { get; init; }
}
