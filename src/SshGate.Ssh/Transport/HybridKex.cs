using System.Security.Cryptography;
using SshGate.Ssh.Crypto;
using SshGate.Ssh.Crypto.PostQuantum;

namespace SshGate.Ssh.Transport;

/// <summary>
/// A key encapsulation and X25519 side by side (draft-ietf-sshm-mlkem-hybrid-kex §2, draft-ietf-sshm-ntruprime-ssh §3):
/// who breaks one of them has nothing. Q_C is C_PK2 || C_PK1, Q_S is S_CT2 || S_PK1, and K is HASH(K_PQ || K_CL), a string.
/// </summary>
internal sealed class HybridKex(string name, HashAlgorithmName hash, Kem kem) : KexMethod(name, hash)
{
    public override KexClientHalf StartClient() => new ClientHalf(kem, Hash);

    public override KexServerAnswer Respond(ReadOnlySpan<byte> clientPublic)
    {
        CheckLength(clientPublic, kem.PublicKeySize);
        using var own = new X25519KeyAgreement();
        var answer = new byte[kem.CiphertextSize + X25519KeyAgreement.KeySize];
        own.PublicKey.CopyTo(answer, kem.CiphertextSize);
        Span<byte> secret = stackalloc byte[Kem.SecretSize];
        try
        {
            kem.Encapsulate(clientPublic[..kem.PublicKeySize], answer.AsSpan(0, kem.CiphertextSize), secret);
            return new KexServerAnswer(answer, Combine(Hash, secret, own.DeriveSecret(clientPublic[kem.PublicKeySize..])));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static void CheckLength(ReadOnlySpan<byte> value, int postQuantumSize)
    {
        if (value.Length != postQuantumSize + X25519KeyAgreement.KeySize)
        {
            throw new SshProtocolException(
                DisconnectReason.KeyExchangeFailed, "The peer's value of a hybrid key exchange has another size.");
        }
    }

    private static byte[] Combine(HashAlgorithmName hash, ReadOnlySpan<byte> postQuantum, byte[] classical)
    {
        Span<byte> both = stackalloc byte[Kem.SecretSize + X25519KeyAgreement.KeySize];
        Span<byte> combined = stackalloc byte[SHA512.HashSizeInBytes];
        try
        {
            postQuantum.CopyTo(both);
            classical.CopyTo(both[Kem.SecretSize..]);
            var size = CryptographicOperations.HashData(hash, both, combined);
            return KexSecret.EncodeString(combined[..size]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(both);
            CryptographicOperations.ZeroMemory(combined);
            CryptographicOperations.ZeroMemory(classical);
        }
    }

    private sealed class ClientHalf : KexClientHalf
    {
        private readonly Kem _kem;
        private readonly HashAlgorithmName _hash;
        private readonly KemKeyPair _keyPair;
        private readonly X25519KeyAgreement _agreement = new();

        public ClientHalf(Kem kem, HashAlgorithmName hash)
        {
            _kem = kem;
            _hash = hash;
            _keyPair = kem.GenerateKeyPair();
            PublicValue = [.. _keyPair.PublicKey, .. _agreement.PublicKey];
        }

        public override byte[] PublicValue { get; }

        public override byte[] Finish(ReadOnlySpan<byte> serverPublic)
        {
            CheckLength(serverPublic, _kem.CiphertextSize);
            Span<byte> secret = stackalloc byte[Kem.SecretSize];
            try
            {
                _keyPair.Decapsulate(serverPublic[.._kem.CiphertextSize], secret);
                return Combine(_hash, secret, _agreement.DeriveSecret(serverPublic[_kem.CiphertextSize..]));
            }
            finally
            {
                CryptographicOperations.ZeroMemory(secret);
            }
        }

        public override void Dispose()
        {
            _keyPair.Dispose();
            _agreement.Dispose();
        }
    }
}
