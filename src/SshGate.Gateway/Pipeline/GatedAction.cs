using SshGate.Policy;

namespace SshGate.Gateway.Pipeline;

/// <summary>One thing that an agent wants done, as a lane brings it to the <see cref="CommandGate"/>: nothing of it was sent.</summary>
internal sealed record GatedAction
{
    /// <summary>The action, parsed from the very bytes that would be sent; a file operation or a forward in its canonical text.</summary>
    public required CommandLine Line { get; init; }

    /// <summary>What the policy's current document says the line does; made by <see cref="CommandGate.Analyze"/>.</summary>
    public required CommandAnalysis Analysis { get; init; }

    /// <summary>Standard input that was withheld because it is code; null when none was.</summary>
    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>The variables that the target will be asked to set.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The directory that the lane holds for the agent; null for the account's own.</summary>
    public string? Directory { get; init; }

    /// <summary>Whether it gets a terminal.</summary>
    public bool HasTerminal { get; init; }
}
