using System.Security.Cryptography;

namespace SshGate.Ssh.Transport;

/// <summary>
/// A key exchange method of the shape of RFC 5656 §4 and RFC 8731: one public value each way. The shared secret K is handed
/// out as it enters the exchange hash and the key schedule, because classic methods encode it as mpint, hybrids as string.
/// </summary>
internal abstract class KexMethod(string name, HashAlgorithmName hash)
{
    public string Name { get; } = name;

    /// <summary>The hash of the exchange hash and of the key schedule.</summary>
    public HashAlgorithmName Hash { get; } = hash;

    public abstract KexClientHalf StartClient();

    public abstract KexServerAnswer Respond(ReadOnlySpan<byte> clientPublic);
}
