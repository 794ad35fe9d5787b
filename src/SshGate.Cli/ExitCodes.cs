namespace SshGate.Cli;

/// <summary>The exit codes of every verb; documented in the README. 64–78 follow BSD's <c>sysexits.h</c>.</summary>
internal static class ExitCodes
{
    /// <summary>Everything asked for was done.</summary>
    public const int Ok = 0;

    /// <summary>The verb ran and its answer is no: a verification failed, a policy test differs, nothing was found.</summary>
    public const int No = 1;

    /// <summary>The command line could not be understood.</summary>
    public const int Usage = 64;

    /// <summary>An input (file, configuration, policy) could not be used.</summary>
    public const int BadInput = 65;

    /// <summary>The gate, the issuer or a target could not be reached.</summary>
    public const int Unavailable = 69;

    /// <summary>SshGate itself failed.</summary>
    public const int Failed = 70;

    /// <summary>The gate refused: not authenticated, not permitted.</summary>
    public const int Denied = 77;
}
