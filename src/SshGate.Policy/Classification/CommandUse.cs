namespace SshGate.Policy.Classification;

/// <summary>One command that a line would run, as rules see it.</summary>
internal sealed class CommandUse(string name, IReadOnlyList<string?> arguments)
{
    /// <summary>The base name; <c>?</c> when it cannot be known.</summary>
    public string Name { get; } = name;

    /// <summary>The arguments; null where one cannot be known.</summary>
    public IReadOnlyList<string?> Arguments { get; } = arguments;

    /// <summary>The arguments joined by blanks; null when one of them cannot be known.</summary>
    public string? Text { get; } = arguments.Contains(null) ? null : string.Join(' ', arguments);
}
