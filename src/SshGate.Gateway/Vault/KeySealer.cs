using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SshGate.Ssh;

namespace SshGate.Gateway.Vault;

/// <summary>
/// Encrypts private keys under the master key: HKDF-SHA256 (RFC 5869) per file and purpose, AES-256-GCM, public fields
/// bound.
/// </summary>
internal sealed class KeySealer : IDisposable
{
    private const int SaltBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly SecretBytes _masterKey;

    private KeySealer(SecretBytes masterKey)
    {
        _masterKey = masterKey;
    }

    /// <exception cref="VaultException">The master key cannot be had.</exception>
    public static KeySealer Load(MasterKeyOptions options) => new(MasterKey.Load(options));

    /// <summary>Encrypts; the text stays the caller's to wipe.</summary>
    public SealedKey Seal(
        KeyReference reference,
        KeyPurpose purpose,
        DateTimeOffset created,
        string publicKey,
        ReadOnlySpan<byte> privateKey)
    {
        var key = new SealedKey
        {
            Format = SealedKey.CurrentFormat,
            Name = reference.Name,
            Version = reference.Version ?? throw new ArgumentException("A key is stored under a version.", nameof(reference)),
            Purpose = purpose,
            Created = created,
            PublicKey = publicKey,
            Salt = RandomNumberGenerator.GetBytes(SaltBytes),
            Nonce = RandomNumberGenerator.GetBytes(NonceBytes),
            Sealed = new byte[privateKey.Length + TagBytes],
        };
        using var cipher = Cipher(key);
        cipher.Encrypt(
            key.Nonce,
            privateKey,
            key.Sealed.AsSpan(0, privateKey.Length),
            key.Sealed.AsSpan(privateKey.Length),
            Visible(key));
        return key;
    }

    /// <summary>Decrypts; null when the master key is another one or anything in the file was changed.</summary>
    public SecretBytes? Open(SealedKey key)
    {
        if (key.Salt.Length != SaltBytes || key.Nonce.Length != NonceBytes || key.Sealed.Length < TagBytes)
        {
            return null;
        }

        var length = key.Sealed.Length - TagBytes;
        var plain = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        using var cipher = Cipher(key);
        try
        {
            cipher.Decrypt(key.Nonce, key.Sealed.AsSpan(0, length), key.Sealed.AsSpan(length), plain, Visible(key));
            return new SecretBytes(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Tells whether a master key is the one that a vault was made with, without opening a key.</summary>
    public byte[] Check(ReadOnlySpan<byte> salt) => Derive(salt, "sshgate vault 1 check");

    public void Dispose() => _masterKey.Dispose();

    private AesGcm Cipher(SealedKey key)
    {
        var derived = Derive(key.Salt, $"sshgate vault 1 {key.Purpose}");
        try
        {
            return new AesGcm(derived, TagBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    private byte[] Derive(ReadOnlySpan<byte> salt, string purpose)
    {
        var key = new byte[MasterKey.Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _masterKey.Span, key, salt, Encoding.ASCII.GetBytes(purpose));
        return key;
    }

    /// <summary>
    /// Every visible field with its length before it: no two different sets of fields have the same bytes.
    /// </summary>
    private static byte[] Visible(SealedKey key)
    {
        string[] fields =
        [
            key.Format,
            key.Name,
            key.Version.ToString(CultureInfo.InvariantCulture),
            key.Purpose.ToString(),
            key.Created.ToString("O", CultureInfo.InvariantCulture),
            key.PublicKey,
        ];
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var field in fields)
        {
            var text = Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            bytes.Write(length);
            bytes.Write(text);
        }

        return bytes.ToArray();
    }
}
