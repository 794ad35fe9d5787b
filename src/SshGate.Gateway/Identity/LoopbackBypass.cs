using System.Net;

namespace SshGate.Gateway.Identity;

/// <summary>
/// The machine's proxy for every address but loopback ones: a proxy set in the environment would otherwise be asked for an issuer
/// on this very machine, which it cannot reach.
/// </summary>
public sealed class LoopbackBypass(IWebProxy proxy) : IWebProxy
{
    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => destination.IsLoopback ? null : proxy.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
}
