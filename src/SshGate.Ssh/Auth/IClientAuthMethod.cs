namespace SshGate.Ssh.Auth;

/// <summary>A way for a client to log in (RFC 4252). Tests replace it; the product has publickey.</summary>
internal interface IClientAuthMethod
{
    /// <summary>What the method proves, for messages to people.</summary>
    public string Description { get; }

    /// <summary>USERAUTH_REQUEST messages to send in turn until one succeeds.</summary>
    public IAsyncEnumerable<byte[]> RequestsAsync(ClientAuthContext context, CancellationToken cancellationToken);
}
