namespace SshGate.Gateway.Store;

/// <summary>The store cannot do what was asked: the machine, the disk or the file is at fault, not the caller.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Says what happened and what a person can do about it.</summary>
    public StoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
