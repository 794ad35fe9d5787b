namespace SshGate.Policy.Parsing;

/// <summary>What a command line may cost.</summary>
internal static class ShellLimits
{
    /// <summary>Bytes of one source: the cap on standard input that is read as code (1 MiB).</summary>
    public const int Bytes = 1 << 20;

    /// <summary>Nesting of commands and expansions. People stay under ten; a frame of the parser takes about 1 kB of stack.</summary>
    public const int Depth = 60;
}
