namespace SshGate.Gateway.Lanes.Files;

/// <summary>Caps of one file transfer session.</summary>
internal static class FileLimits
{
    /// <summary>Files and directories open at a time; more than any client was seen to use, fewer than a target allows.</summary>
    public const int MaxOpenFiles = 256;

    /// <summary>Requests on their way to the target: four times what OpenSSH's client sends ahead (64).</summary>
    public const int MaxOutstanding = 256;

    /// <summary>Refused extensions that are told to the audit log one by one.</summary>
    public const int MaxToldExtensions = 16;

    /// <summary>What a target that does not tell its limits takes for sure (draft-ietf-secsh-filexfer-02 §3: 34000 with the head).</summary>
    public const int SafeData = 32 * 1024;
}
