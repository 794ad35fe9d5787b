namespace SshGate.Policy;

/// <summary>May this principal open a connection to this target at all?</summary>
public sealed record ConnectionRequest : PolicyRequest;
