namespace SshGate.Policy;

/// <summary>What <see cref="StatementReader"/> says about the beginning of a text.</summary>
public abstract record StatementScan
{
    private StatementScan()
    {
    }

    /// <summary>The first <paramref name="Length"/> bytes, with the newline that ends them, are one statement; it may be an empty line.</summary>
    public sealed record Complete(int Length) : StatementScan;

    /// <summary>What is there may become a statement with more lines.</summary>
    public sealed record Incomplete : StatementScan
    {
        internal static readonly Incomplete Instance = new();

        private Incomplete()
        {
        }
    }

    /// <summary>No further lines make this a statement that can be read.</summary>
    public sealed record Invalid(ParseError Error) : StatementScan;
}
