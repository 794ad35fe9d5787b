using System.Buffers.Binary;
using System.Security.Cryptography;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Transport;

/// <summary>
/// The keys of one key exchange (RFC 4253 §7.2). Holds K until it is disposed, which wipes it.
/// </summary>
internal sealed class KeySchedule(HashAlgorithmName hash, byte[] secret, byte[] exchangeHash, byte[] sessionIdentifier)
    : IDisposable
{
    private delegate T Create<out T>(ReadOnlySpan<byte> key, ReadOnlySpan<byte> initialVector, ReadOnlySpan<byte> macKey);

    public PacketSealer Sealer(SshRole role, SshAlgorithms algorithms)
    {
        var (cipher, mac) = role == SshRole.Client
            ? (algorithms.CipherToServer, algorithms.MacToServer)
            : (algorithms.CipherToClient, algorithms.MacToClient);
        return WithKeys(
            toServer: role == SshRole.Client,
            CipherSuites.Sizes(cipher, mac),
            (key, iv, macKey) => CipherSuites.CreateSealer(cipher, mac, key, iv, macKey));
    }

    public PacketOpener Opener(SshRole role, SshAlgorithms algorithms)
    {
        var (cipher, mac) = role == SshRole.Client
            ? (algorithms.CipherToClient, algorithms.MacToClient)
            : (algorithms.CipherToServer, algorithms.MacToServer);
        return WithKeys(
            toServer: role == SshRole.Server,
            CipherSuites.Sizes(cipher, mac),
            (key, iv, macKey) => CipherSuites.CreateOpener(cipher, mac, key, iv, macKey));
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(secret);

    /// <summary>H of RFC 5656 §4: V_C, V_S, I_C, I_S, K_S, Q_C, Q_S as strings, then K as it is encoded.</summary>
    public static byte[] ExchangeHash(HashAlgorithmName hash, ReadOnlySpan<byte> encodedSecret, params byte[][] strings)
    {
        using var digest = IncrementalHash.CreateHash(hash);
        Span<byte> length = stackalloc byte[4];
        foreach (var value in strings)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
            digest.AppendData(length);
            digest.AppendData(value);
        }

        digest.AppendData(encodedSecret);
        return digest.GetHashAndReset();
    }

    private T WithKeys<T>(bool toServer, (int Key, int Iv, int Mac) sizes, Create<T> create)
    {
        var iv = Derive(toServer ? 'A' : 'B', sizes.Iv);
        var key = Derive(toServer ? 'C' : 'D', sizes.Key);
        var mac = Derive(toServer ? 'E' : 'F', sizes.Mac);
        try
        {
            return create(key, iv, mac);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(iv);
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(mac);
        }
    }

    // K1 = HASH(K || H || X || session_id), Kn = HASH(K || H || K1 || ... || Kn-1).
    private byte[] Derive(char letter, int length)
    {
        var result = new byte[length];
        using var digest = IncrementalHash.CreateHash(hash);
        Span<byte> block = stackalloc byte[64];
        for (var filled = 0; filled < length;)
        {
            digest.AppendData(secret);
            digest.AppendData(exchangeHash);
            if (filled == 0)
            {
                digest.AppendData([(byte)letter]);
                digest.AppendData(sessionIdentifier);
            }
            else
            {
                digest.AppendData(result.AsSpan(0, filled));
            }

            var size = digest.GetHashAndReset(block);
            var taken = Math.Min(size, length - filled);
            block[..taken].CopyTo(result.AsSpan(filled));
            filled += taken;
        }

        CryptographicOperations.ZeroMemory(block);
        return result;
    }
}
