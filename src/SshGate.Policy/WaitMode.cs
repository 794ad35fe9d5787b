namespace SshGate.Policy;

/// <summary>How an operation that needs approval is answered.</summary>
public enum WaitMode
{
    /// <summary>It is held until people answer.</summary>
    Hold,

    /// <summary>It is refused at once and asks nobody: for clients that give up sooner than people answer.</summary>
    Refuse,
}
