namespace SshGate.Gateway.Approvals;

/// <summary>How a decision reached the gate.</summary>
public enum ApprovalChannel
{
    /// <summary>A call of the API; the command-line client uses it.</summary>
    Api,

    /// <summary>The full-screen console.</summary>
    Console,

    /// <summary>The web page.</summary>
    Web,
}
