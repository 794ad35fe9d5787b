namespace SshGate.Policy.Classification;

/// <summary>What an option of a database client does.</summary>
internal enum ClientOption
{
    /// <summary>Not in the closed list.</summary>
    Unknown,

    /// <summary>Takes no value.</summary>
    Flag,

    /// <summary>Takes a value that is not a statement.</summary>
    Value,

    /// <summary>Its value is a statement.</summary>
    Statement,
}
