using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Auth;

/// <summary>What an authentication method needs of the connection.</summary>
/// <param name="UserName">The account.</param>
/// <param name="SessionIdentifier">The first exchange hash.</param>
/// <param name="HostKeyBlob">The key or certificate that the server showed in the first key exchange.</param>
/// <param name="Extensions">What the server has said in EXT_INFO so far; it may say more after each request.</param>
internal sealed record ClientAuthContext(
    string UserName, byte[] SessionIdentifier, ReadOnlyMemory<byte> HostKeyBlob, Func<PeerExtensions> Extensions);
