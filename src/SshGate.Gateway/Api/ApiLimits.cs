namespace SshGate.Gateway.Api;

/// <summary>What a caller may cost.</summary>
internal static class ApiLimits
{
    /// <summary>The largest body is a decision: a digest and a reason of 2000 characters.</summary>
    public const long MaxBodyBytes = 32 * 1024;

    /// <summary>A token of 16 KiB, which no issuer needs, and the usual headers.</summary>
    public const int MaxHeaderBytes = 24 * 1024;

    public const int MaxConnections = 256;

    /// <summary>Open event streams; each holds a connection and a queue.</summary>
    public const int MaxEventStreams = 64;

    public const int DefaultListLength = 100;

    public const int MaxListLength = 500;

    /// <summary>The command's beginning in lists; the whole of it is one call away.</summary>
    public const int MaxSummaryLength = 400;

    /// <summary>Failed sign-ins of one address in one window, before it has to wait.</summary>
    public const int MaxFailures = 20;

    public static readonly TimeSpan FailureWindow = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(15);
}
