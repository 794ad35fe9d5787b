namespace SshGate.Policy;

/// <summary>The outcome of reading a policy file: the document, or every fault found in it.</summary>
public sealed record PolicyLoad(PolicyDocument? Document, IReadOnlyList<PolicyError> Errors)
{
    /// <summary>What is no fault but probably not what its author meant, such as a rule that can never decide.</summary>
    public IReadOnlyList<PolicyError> Warnings { get; init; } = [];
}
