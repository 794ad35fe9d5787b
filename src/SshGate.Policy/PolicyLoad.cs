namespace SshGate.Policy;

/// <summary>The outcome of reading a policy file: the document, or every fault found in it.</summary>
public sealed record PolicyLoad(PolicyDocument? Document, IReadOnlyList<PolicyError> Errors);
