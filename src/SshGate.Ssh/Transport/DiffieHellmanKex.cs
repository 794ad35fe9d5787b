using System.Security.Cryptography;

namespace SshGate.Ssh.Transport;

/// <summary>RFC 8731 and RFC 5656 §4: both sides are alike, and K is an mpint.</summary>
internal sealed class DiffieHellmanKex<T>(
    string name,
    HashAlgorithmName hash,
    Func<T> create,
    Func<T, byte[]> publicValue,
    Func<T, ReadOnlySpan<byte>, byte[]> derive) : KexMethod(name, hash)
    where T : IDisposable
{
    public override KexClientHalf StartClient() => new ClientHalf(create(), publicValue, derive);

    public override KexServerAnswer Respond(ReadOnlySpan<byte> clientPublic)
    {
        using var own = create();
        return new KexServerAnswer(publicValue(own), KexSecret.TakeMpint(derive(own, clientPublic)));
    }

    private sealed class ClientHalf(T own, Func<T, byte[]> publicValue, Func<T, ReadOnlySpan<byte>, byte[]> derive)
        : KexClientHalf
    {
        public override byte[] PublicValue => publicValue(own);

        public override byte[] Finish(ReadOnlySpan<byte> serverPublic) => KexSecret.TakeMpint(derive(own, serverPublic));

        public override void Dispose() => own.Dispose();
    }
}
