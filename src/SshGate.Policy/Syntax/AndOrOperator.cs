namespace SshGate.Policy.Syntax;

/// <summary>What joins two pipelines of an <see cref="AndOrList"/>.</summary>
public enum AndOrOperator
{
    /// <summary><c>&amp;&amp;</c></summary>
    And,

    /// <summary><c>||</c></summary>
    Or,
}
