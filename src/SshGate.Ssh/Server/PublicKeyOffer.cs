using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Server;

/// <summary>
/// A client asks whether it may log in with a key (RFC 4252 §7). It has proved nothing: anybody can show anybody's key. So
/// this is no <see cref="AuthAttempt"/>, and nothing that it says may be remembered.
/// </summary>
/// <param name="UserName">The user name as received: hostile text.</param>
/// <param name="Key">The key, which <paramref name="Certificate"/> is about if there is one.</param>
/// <param name="Certificate">The certificate, or null. It is a genuine user certificate, valid now and from the client's
/// address; that its authority is trusted, and lists a name that is meant for this user, is yet to be seen.</param>
/// <param name="Algorithm">The algorithm that the client would sign with, as on the wire.</param>
public sealed record PublicKeyOffer(string UserName, SshPublicKey Key, SshCertificate? Certificate, string Algorithm);
