using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SshGate.Ssh.Keys;

/// <summary>
/// A public key of type ssh-ed25519, ecdsa-sha2-nistp256/384/521, ssh-rsa (2048 to 16384 bits), or of an authenticator:
/// sk-ssh-ed25519@openssh.com, sk-ecdsa-sha2-nistp256@openssh.com. A certificate is not a key: see
/// <see cref="SshCertificate"/>. Keys are equal when their blobs are, and a key has one blob only. Immutable and safe for
/// use by several threads.
/// </summary>
public sealed class SshPublicKey : IEquatable<SshPublicKey>
{
    // The largest RSA key takes 2.1 kB.
    private const int MaxBlobBytes = 3 * 1024;

    private readonly byte[] _blob;

    internal SshPublicKey(PublicKeyMaterial material)
        : this(material, material.Encode())
    {
    }

    private SshPublicKey(PublicKeyMaterial material, byte[] blob)
    {
        Material = material;
        _blob = blob;
        Fingerprint = $"SHA256:{Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=')}";
    }

    /// <summary>The name of the key's type in its blob; for RSA <c>ssh-rsa</c>, whatever the signatures use.</summary>
    public string KeyType => Material.KeyType;

    /// <summary>The key as it stands on the wire (RFC 4253 §6.6).</summary>
    public ReadOnlyMemory<byte> Blob => _blob;

    /// <summary>
    /// The fingerprint as OpenSSH prints it: <c>SHA256:</c> and the unpadded base64 of the blob's digest.
    /// </summary>
    public string Fingerprint { get; }

    internal PublicKeyMaterial Material { get; }

    /// <summary>Reads a public key blob.</summary>
    /// <param name="blob">The blob, nothing before or after it.</param>
    /// <returns>The key.</returns>
    /// <exception cref="SshProtocolException">The blob is malformed, or of a type or size that is not
    /// accepted.</exception>
    public static SshPublicKey Parse(ReadOnlySpan<byte> blob) => new(PublicKeyMaterial.Read(blob), blob.ToArray());

    /// <summary>Reads a public key blob, where an unknown key is no error.</summary>
    /// <param name="blob">The blob, nothing before or after it.</param>
    /// <param name="key">The key, or null.</param>
    /// <returns>Whether the blob is a key that is accepted here.</returns>
    public static bool TryParse(ReadOnlySpan<byte> blob, [NotNullWhen(true)] out SshPublicKey? key)
    {
        try
        {
            key = Parse(blob);
            return true;
        }
        catch (SshProtocolException)
        {
            key = null;
            return false;
        }
    }

    /// <summary>Reads a line as in an OpenSSH <c>.pub</c> file: type, base64, comment.</summary>
    /// <param name="line">One line; no options before the type.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="comment">What follows the key, as it was written: escape it before you show it.</param>
    /// <returns>Whether the line is a key that is accepted here.</returns>
    public static bool TryParseOpenSsh(string line, [NotNullWhen(true)] out SshPublicKey? key, out string comment)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (OpenSshLine.TryDecode(line, MaxBlobBytes, out var type, out var blob, out comment)
            && TryParse(blob, out key)
            && type == key.KeyType)
        {
            return true;
        }

        key = null;
        comment = "";
        return false;
    }

    /// <summary>The key as a line of an OpenSSH <c>.pub</c> file, without a line end.</summary>
    /// <param name="comment">Text after the key; no control characters.</param>
    /// <returns>The line.</returns>
    /// <exception cref="ArgumentException">The comment holds a control character and could pass for another
    /// line.</exception>
    public string ToOpenSsh(string comment = "") => OpenSshLine.Encode(KeyType, _blob, comment);

    /// <summary>
    /// Checks a signature. True needs all of: the algorithm belongs to this type of key, the blob names that
    /// algorithm, the signature is genuine, and, for an sk key, somebody touched the authenticator. Every other case,
    /// malformed blobs included, is false.
    /// </summary>
    /// <param name="signatureAlgorithm">The algorithm that was agreed on or announced.</param>
    /// <param name="data">The bytes that were signed, not hashed.</param>
    /// <param name="signatureBlob">The signature blob (RFC 4253 §6.6).</param>
    /// <returns>Whether this key signed the data.</returns>
    public bool Verify(string signatureAlgorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signatureBlob) =>
        VerifiedSignature.Check(this, signatureAlgorithm, data, signatureBlob) is { } verified
        && verified.Meets(HardwareFlags.UserPresent);

    /// <inheritdoc/>
    public bool Equals(SshPublicKey? other) => other is not null && _blob.AsSpan().SequenceEqual(other._blob);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SshPublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    /// <summary>Type and fingerprint.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{KeyType} {Fingerprint}";
}
