namespace SshGate.Policy;

/// <summary>What is asked for: a machine of the catalogue and the account used there.</summary>
public sealed record PolicyTarget
{
    /// <summary>The catalogue name.</summary>
    public required string Name { get; init; }

    /// <summary>The environment (<c>production</c>, <c>staging</c> …), empty when the catalogue says none.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Labels of the catalogue: name to value.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The account on the target.</summary>
    public required string Account { get; init; }
}
