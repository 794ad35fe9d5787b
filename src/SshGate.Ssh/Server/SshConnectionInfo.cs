using System.Net;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Server;

/// <summary>What is known about a connection before anyone logs in.</summary>
/// <param name="Id">A number of this process, for logs.</param>
/// <param name="RemoteEndPoint">The client's address.</param>
/// <param name="ClientVersion">The client's version line, escaped.</param>
/// <param name="Algorithms">What the first key exchange agreed on.</param>
/// <param name="SessionIdentifier">The first exchange hash (RFC 4253 §7.2).</param>
public sealed record SshConnectionInfo(
    long Id,
    IPEndPoint RemoteEndPoint,
    string ClientVersion,
    SshAlgorithms Algorithms,
    ReadOnlyMemory<byte> SessionIdentifier);
