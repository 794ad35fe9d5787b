using System.Security.Cryptography;
using SshGate.Ssh;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Vault;

/// <summary>
/// Private keys at rest, encrypted, in versions. What leaves is signatures and public keys; a private key is decrypted
/// into
/// memory while a <see cref="VaultSigner"/> lives. Several programs may use one folder; all state is in the files.
/// </summary>
public sealed class KeyVault : IDisposable
{
    private const int CheckSaltBytes = 32;

    /// <summary>OpenSSH's own limit for key files is 1 MB; real ones stay below 16 KB.</summary>
    public const int MaxImportBytes = 64 * 1024;

    private readonly VaultFolder _folder;
    private readonly KeySealer _sealer;
    private readonly TimeProvider _time;

    private KeyVault(VaultFolder folder, KeySealer sealer, TimeProvider time)
    {
        _folder = folder;
        _sealer = sealer;
        _time = time;
    }

    /// <summary>Opens the vault in a folder; an empty one is set up, its master key file included.</summary>
    /// <exception cref="VaultException">The master key is missing or the wrong one, or the folder cannot be
    /// used.</exception>
    public static KeyVault Open(string folder, VaultOptions options, TimeProvider? time = null)
    {
        if (options.Problems().ToList() is [var (path, text), ..])
        {
            throw new VaultException(VaultFailure.Locked, $"the vault is locked: {path}: {text}");
        }

        var files = new VaultFolder(folder);
        var isNew = files.References().Count == 0 && files.ReadCheck() is null;
        if (isNew && options.MasterKey.File is { } file && !File.Exists(file))
        {
            MasterKey.CreateFile(file);
        }

        var sealer = KeySealer.Load(options.MasterKey);
        try
        {
            Unlock(files, sealer, isNew);
            return new KeyVault(files, sealer, time ?? TimeProvider.System);
        }
        catch
        {
            sealer.Dispose();
            throw;
        }
    }

    /// <summary>Makes a key under a new name.</summary>
    /// <exception cref="VaultException">The name is taken or not one a key may have.</exception>
    public VaultKey Generate(string name, SshKeyKind kind, KeyPurpose purpose = KeyPurpose.Target)
    {
        var reference = NewName(name);
        using var key = SshPrivateKey.Generate(kind);
        return Add(reference, key, purpose);
    }

    /// <summary>Takes in a private key in OpenSSH's format; text and passphrase stay the caller's to wipe.</summary>
    /// <exception cref="VaultException">The name is taken, or the text is not a key that can be read.</exception>
    public VaultKey Import(
        string name,
        ReadOnlySpan<byte> text,
        SecretBytes? passphrase,
        KeyPurpose purpose = KeyPurpose.Target)
    {
        var reference = NewName(name);
        try
        {
            using var key = SshPrivateKey.Parse(text, passphrase);
            return Add(reference, key, purpose);
        }
        catch (SshKeyFormatException unreadable)
        {
            throw new VaultException(VaultFailure.NotAKey, $"the key cannot be imported: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>
    /// Adds a new version of a key; the old one stays until it is removed, so that targets can learn the new one first.
    /// </summary>
    /// <exception cref="VaultException">There is no such key.</exception>
    public VaultKey Rotate(string name, SshKeyKind? kind = null)
    {
        var newest = Resolve(KeyReference.Parse(name));
        var old = Look(newest);
        using var key = SshPrivateKey.Generate(kind ?? KindOf(old.PublicKey));
        return Add(KeyReference.Of(newest.Name, newest.Version!.Value + 1), key, old.Purpose);
    }

    /// <summary>
    /// Every key, each one decrypted on the way: a public key that was exchanged in its file is a problem, not a key.
    /// </summary>
    public VaultListing List()
    {
        var keys = new List<VaultKey>();
        var problems = new List<(string, string)>();
        foreach (var reference in _folder.References())
        {
            try
            {
                keys.Add(Look(reference));
            }
            catch (VaultException damaged)
            {
                problems.Add((Path.GetFileName(_folder.FileOf(reference)), damaged.Message));
            }
        }

        return new VaultListing(keys, problems);
    }

    /// <summary>The newest version of a key, or null.</summary>
    /// <exception cref="VaultException">It is there and cannot be trusted.</exception>
    public VaultKey? Find(string name)
    {
        var wanted = KeyReference.Parse(name);
        return Versions(wanted) is [.., var newest] ? Look(newest) : null;
    }

    /// <summary>Removes one version, or all of them when the reference names none; returns what was removed.</summary>
    /// <exception cref="VaultException">There is no such key.</exception>
    public IReadOnlyList<KeyReference> Remove(KeyReference reference)
    {
        var doomed = Versions(reference);
        if (doomed.Count == 0)
        {
            throw NotFound(reference);
        }

        foreach (var key in doomed)
        {
            _folder.Remove(key);
        }

        return doomed;
    }

    /// <summary>Decrypts a key for signing; the caller disposes the signer, which wipes the key.</summary>
    /// <exception cref="VaultException">There is no such key, it is for another purpose, or its file was
    /// changed.</exception>
    public VaultSigner OpenSigner(KeyReference reference, KeyPurpose purpose = KeyPurpose.Target)
    {
        var version = Resolve(reference);
        var file = _folder.Read(version);
        if (file.Purpose != purpose)
        {
            throw new VaultException(
                VaultFailure.WrongPurpose,
                $"key {version} is a {file.Purpose} key and does not open as a {purpose} key");
        }

        return new VaultSigner(Decrypt(version, file));
    }

    /// <summary>Wipes the master key. Signers that are open live on.</summary>
    public void Dispose() => _sealer.Dispose();

    private static void Unlock(VaultFolder files, KeySealer sealer, bool isNew)
    {
        if (isNew)
        {
            var salt = RandomNumberGenerator.GetBytes(CheckSaltBytes);
            files.WriteCheck(new VaultCheck { Format = VaultCheck.CurrentFormat, Salt = salt, Check = sealer.Check(salt) });
            return;
        }

        if (files.ReadCheck() is not { Format: VaultCheck.CurrentFormat } check)
        {
            throw new VaultException(
                VaultFailure.Damaged,
                $"{files.Path} holds keys, but its vault.json is missing or of another format; restore it from a backup");
        }

        if (!CryptographicOperations.FixedTimeEquals(sealer.Check(check.Salt), check.Check))
        {
            throw new VaultException(
                VaultFailure.Locked,
                $"the vault is locked: the master key is not the one that {files.Path} was made with; configure that one");
        }
    }

    private KeyReference NewName(string name)
    {
        var reference = KeyReference.Parse(name);
        if (reference.Version is not null)
        {
            throw new VaultException(VaultFailure.BadName, $"a new key is named without a version: {reference.Name}");
        }

        return Versions(reference).Count == 0
            ? KeyReference.Of(reference.Name, 1)
            : throw new VaultException(
                VaultFailure.Exists,
                $"there is a key named {reference.Name} already; rotate it, remove it, or choose another name");
    }

    private IReadOnlyList<KeyReference> Versions(KeyReference reference) =>
    [
        .. _folder.References()
            .Where(key => key.Name == reference.Name && (reference.Version is null || key.Version == reference.Version)),
    ];

    private KeyReference Resolve(KeyReference reference) => Versions(reference) is [.., var newest] ? newest : throw NotFound(reference);

    private VaultKey Add(KeyReference reference, SshPrivateKey key, KeyPurpose purpose)
    {
        using var text = key.ExportOpenSsh(reference.ToString());
        var created = _time.GetUtcNow();
        _folder.Add(_sealer.Seal(reference, purpose, created, key.PublicKey.ToOpenSsh(), text.Span));

        // Read back: what was written must open again, or it is better to know now than when the target asks.
        return Look(reference);
    }

    private VaultKey Look(KeyReference reference)
    {
        var file = _folder.Read(reference);
        using var key = Decrypt(reference, file);
        return new VaultKey { Reference = reference, Purpose = file.Purpose, Created = file.Created, PublicKey = key.PublicKey };
    }

    private SshPrivateKey Decrypt(KeyReference reference, SealedKey file)
    {
        using var text = _sealer.Open(file)
            ?? throw new VaultException(VaultFailure.Damaged, $"the file of key {reference} was changed; restore it from a backup");
        SshPrivateKey key;
        try
        {
            key = SshPrivateKey.Parse(text.Span, passphrase: null);
        }
        catch (SshKeyFormatException unreadable)
        {
            throw new VaultException(VaultFailure.Damaged, $"key {reference} cannot be read: {unreadable.Message}", unreadable);
        }

        if (key.PublicKey.ToOpenSsh() == file.PublicKey)
        {
            return key;
        }

        key.Dispose();
        throw new VaultException(VaultFailure.Damaged, $"the public key in the file of key {reference} is another one");
    }

    private static SshKeyKind KindOf(SshPublicKey key) => key.KeyType switch
    {
        "ssh-rsa" => SshKeyKind.Rsa3072,
        "ssh-ed25519" => SshKeyKind.Ed25519,
        _ => SshKeyKind.EcdsaP256,
    };

    private static VaultException NotFound(KeyReference reference) =>
        new(VaultFailure.NotFound, $"there is no key {reference} in the vault; sshgate keys list shows what there is");
}
