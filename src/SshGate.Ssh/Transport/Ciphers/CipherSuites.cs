using System.Security.Cryptography;
using SshGate.Ssh.Crypto;

namespace SshGate.Ssh.Transport.Ciphers;

/// <summary>
/// The ciphers and MACs on offer, in our order of preference, and the objects that do them. What does not pass its
/// <see cref="SelfTest"/> on this machine is not on offer.
/// </summary>
internal static class CipherSuites
{
    private const string ChaCha20Poly1305 = "chacha20-poly1305@openssh.com";
    private const string Aes128Gcm = "aes128-gcm@openssh.com";
    private const string Aes256Gcm = "aes256-gcm@openssh.com";
    private const string Aes256Ctr = "aes256-ctr";
    private const string Aes192Ctr = "aes192-ctr";
    private const string Aes128Ctr = "aes128-ctr";
    private const string Sha256Etm = "hmac-sha2-256-etm@openssh.com";
    private const string Sha512Etm = "hmac-sha2-512-etm@openssh.com";
    private const string Sha256 = "hmac-sha2-256";
    private const string Sha512 = "hmac-sha2-512";

    private const string Sha1Etm = "hmac-sha1-etm@openssh.com";
    private const string Sha1 = "hmac-sha1";

    private static readonly string[] AllCiphers =
        [ChaCha20Poly1305, Aes128Gcm, Aes256Gcm, Aes256Ctr, Aes192Ctr, Aes128Ctr];

    private static readonly string[] AllMacs = [Sha256Etm, Sha512Etm, Sha256, Sha512];

    public static IReadOnlyList<string> Ciphers { get; } = [.. AllCiphers.Where(SelfTest.Passed)];

    public static IReadOnlyList<string> Macs { get; } = [.. AllMacs.Where(SelfTest.Passed)];

    /// <summary>What <see cref="InsecureAlgorithms.InsecureHmacSha1"/> adds.</summary>
    public static string[] InsecureMacs { get; } = [Sha1Etm, Sha1];

    /// <summary>Whether the cipher brings its own integrity, so that the negotiated MAC is not used.</summary>
    public static bool IsAead(string cipher) => cipher switch
    {
        ChaCha20Poly1305 or Aes128Gcm or Aes256Gcm => true,
        Aes256Ctr or Aes192Ctr or Aes128Ctr => false,
        _ => throw Unknown(cipher),
    };

    /// <summary>
    /// The bytes to derive for each part (RFC 4253 §7.2); with an AEAD cipher the MAC is not looked at.
    /// </summary>
    public static (int Key, int Iv, int Mac) Sizes(string cipher, string mac) => cipher switch
    {
        ChaCha20Poly1305 => (ChaChaPoly.KeySize, 0, 0),
        Aes128Gcm => (16, AesGcmNonce.Size, 0),
        Aes256Gcm => (32, AesGcmNonce.Size, 0),
        Aes256Ctr => (32, AesCtr.BlockSize, MacKeySize(mac)),
        Aes192Ctr => (24, AesCtr.BlockSize, MacKeySize(mac)),
        Aes128Ctr => (16, AesCtr.BlockSize, MacKeySize(mac)),
        _ => throw Unknown(cipher),
    };

    /// <summary>Makes the sending half; the caller keeps and wipes the key material that it passes.</summary>
    public static PacketSealer CreateSealer(
        string cipher, string mac, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> macKey)
    {
        CheckSizes(cipher, mac, key, iv, macKey);
        return cipher switch
        {
            ChaCha20Poly1305 => new ChaChaPolySealer(key),
            Aes128Gcm or Aes256Gcm => new AesGcmSealer(key, iv),
            _ when IsEncryptThenMac(mac) => new CtrEtmSealer(key, iv, Hash(mac), macKey),
            _ => new CtrMacSealer(key, iv, Hash(mac), macKey),
        };
    }

    /// <summary>Makes the receiving half; the caller keeps and wipes the key material that it passes.</summary>
    public static PacketOpener CreateOpener(
        string cipher, string mac, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> macKey)
    {
        CheckSizes(cipher, mac, key, iv, macKey);
        return cipher switch
        {
            ChaCha20Poly1305 => new ChaChaPolyOpener(key),
            Aes128Gcm or Aes256Gcm => new AesGcmOpener(key, iv),
            _ when IsEncryptThenMac(mac) => new CtrEtmOpener(key, iv, Hash(mac), macKey),
            _ => new CtrMacOpener(key, iv, Hash(mac), macKey),
        };
    }

    private static void CheckSizes(
        string cipher, string mac, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> macKey)
    {
        if (Sizes(cipher, mac) != (key.Length, iv.Length, macKey.Length))
        {
            throw new ArgumentException("The key material does not have the sizes that the algorithms ask for.");
        }
    }

    private static bool IsEncryptThenMac(string mac) => mac is Sha256Etm or Sha512Etm or Sha1Etm;

    private static HashAlgorithmName Hash(string mac) => mac switch
    {
        Sha256Etm or Sha256 => HashAlgorithmName.SHA256,
        Sha512Etm or Sha512 => HashAlgorithmName.SHA512,
        Sha1Etm or Sha1 => HashAlgorithmName.SHA1,
        _ => throw Unknown(mac),
    };

    // RFC 4253 §6.4, RFC 6668 §2: the key is as long as the digest.
    private static int MacKeySize(string mac) => mac switch
    {
        Sha256Etm or Sha256 => 32,
        Sha512Etm or Sha512 => 64,
        Sha1Etm or Sha1 => 20,
        _ => throw Unknown(mac),
    };

    private static ArgumentException Unknown(string algorithm) => new($"There is no algorithm named {algorithm}.");
}
