using System.Security.Cryptography;
using SshGate.Ssh.Crypto;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// The ciphers of encrypted private key files (OpenSSH PROTOCOL.key §2) behind the one key derivation there is, bcrypt.
/// </summary>
internal sealed class KeyFileCipher
{
    // ssh-keygen writes 16 or 24 rounds, careful people 100. A round takes 6 to 9 ms: a hostile file costs 10 s
    // at most.
    private const uint MaxRounds = 1024;

    // ssh-keygen writes 16 bytes.
    private const int MaxSaltBytes = 64;

    private const int GcmTagSize = 16;

    private readonly Mode _mode;
    private readonly int _keySize;

    private KeyFileCipher(Mode mode, int keySize)
    {
        _mode = mode;
        _keySize = keySize;
    }

    private enum Mode
    {
        Plain,
        Ctr,
        Cbc,
        Gcm,
    }

    public bool IsPlain => _mode == Mode.Plain;

    /// <summary>The private section is padded to a multiple of this.</summary>
    public int BlockSize => IsPlain ? 8 : AesCtr.BlockSize;

    /// <summary>The bytes that follow the private section.</summary>
    public int TagSize => _mode == Mode.Gcm ? GcmTagSize : 0;

    private int IvSize => _mode == Mode.Gcm ? 12 : AesCtr.BlockSize;

    public static KeyFileCipher Find(string name) => name switch
    {
        "none" => new KeyFileCipher(Mode.Plain, 0),
        "aes256-ctr" => new KeyFileCipher(Mode.Ctr, 32),
        "aes192-ctr" => new KeyFileCipher(Mode.Ctr, 24),
        "aes128-ctr" => new KeyFileCipher(Mode.Ctr, 16),
        "aes256-cbc" => new KeyFileCipher(Mode.Cbc, 32),
        "aes256-gcm@openssh.com" => new KeyFileCipher(Mode.Gcm, 32),
        "aes128-gcm@openssh.com" => new KeyFileCipher(Mode.Gcm, 16),
        _ => throw new SshKeyFormatException(
            SshKeyFormatReason.Unsupported,
            "The private key's cipher is not supported: change it with ssh-keygen -p -Z aes256-ctr -f FILE."),
    };

    public static SshKeyFormatException WrongPassphrase() =>
        new(SshKeyFormatReason.WrongPassphrase, "The passphrase does not open the private key.");

    /// <summary>Decrypts the private section in place.</summary>
    public void Decrypt(
        Span<byte> section, ReadOnlySpan<byte> tag, string kdf, ReadOnlySpan<byte> kdfOptions, SecretBytes? passphrase)
    {
        if (section.Length % BlockSize != 0 || section.IsEmpty)
        {
            throw new SshKeyFormatException(SshKeyFormatReason.Damaged, "The private key is not made of whole blocks.");
        }

        if (IsPlain)
        {
            CheckPlain(kdf, kdfOptions);
            return;
        }

        Span<byte> material = stackalloc byte[_keySize + IvSize];
        try
        {
            DeriveKey(kdf, kdfOptions, passphrase, material);
            DecryptWith(material[.._keySize], material[_keySize..], section, tag);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(material);
        }
    }

    private static void CheckPlain(string kdf, ReadOnlySpan<byte> kdfOptions)
    {
        if (kdf != "none" || !kdfOptions.IsEmpty)
        {
            throw new SshKeyFormatException(
                SshKeyFormatReason.Damaged, "The private key names a key derivation but no cipher.");
        }
    }

    // The options are: string salt, uint32 rounds.
    private static void DeriveKey(string kdf, ReadOnlySpan<byte> options, SecretBytes? passphrase, Span<byte> key)
    {
        if (kdf != "bcrypt")
        {
            throw new SshKeyFormatException(
                SshKeyFormatReason.Unsupported, "The private key uses a key derivation that is not supported.");
        }

        var reader = new SshReader(options);
        var salt = reader.ReadString();
        var rounds = reader.ReadUInt32();
        reader.End();
        if (salt.Length is 0 or > MaxSaltBytes || rounds == 0)
        {
            throw new SshKeyFormatException(
                SshKeyFormatReason.Damaged, "The key derivation of the private key is damaged.");
        }

        if (rounds > MaxRounds)
        {
            throw new SshKeyFormatException(
                SshKeyFormatReason.Unsupported, "The private key asks for more than 1024 rounds of key derivation.");
        }

        if (passphrase is null or { Length: 0 })
        {
            throw new SshKeyFormatException(
                SshKeyFormatReason.PassphraseNeeded, "The private key is encrypted: it needs its passphrase.");
        }

        BcryptPbkdf.DeriveKey(passphrase.Span, salt, (int)rounds, key);
    }

    private void DecryptWith(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> section, ReadOnlySpan<byte> tag)
    {
        switch (_mode)
        {
            case Mode.Ctr:
                using (var ctr = new AesCtr(key, iv))
                {
                    ctr.Transform(section, section);
                }

                break;
            case Mode.Cbc:
                using (var aes = Aes.Create())
                {
                    aes.SetKey(key);
                    aes.DecryptCbc(section, iv, section, PaddingMode.None);
                }

                break;
            case Mode.Gcm:
                try
                {
                    using var gcm = new AesGcm(key, GcmTagSize);
                    gcm.Decrypt(iv, section, tag, section);
                }
                catch (AuthenticationTagMismatchException)
                {
                    throw WrongPassphrase();
                }

                break;
            default:
                throw new InvalidOperationException("A plain key is not decrypted.");
        }
    }
}
