using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SshGate.Ssh.Keys;

/// <summary>
/// A public key of type ssh-ed25519, ecdsa-sha2-nistp256/384/521 or ssh-rsa (2048 to 16384 bits). Keys are equal
/// when their blobs are, and a key has one blob only. Immutable and safe for use by several threads.
/// </summary>
public sealed class SshPublicKey : IEquatable<SshPublicKey>
{
    // The largest RSA key takes 2.8 kB in base64; the rest is room for a comment.
    private const int MaxLineLength = 8 * 1024;

    private readonly PublicKeyMaterial _material;
    private readonly byte[] _blob;

    internal SshPublicKey(PublicKeyMaterial material)
        : this(material, material.Encode())
    {
    }

    private SshPublicKey(PublicKeyMaterial material, byte[] blob)
    {
        _material = material;
        _blob = blob;
        Fingerprint = $"SHA256:{Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=')}";
    }

    /// <summary>The name of the key's type in its blob; for RSA <c>ssh-rsa</c>, whatever the signatures use.</summary>
    public string KeyType => _material.KeyType;

    /// <summary>The key as it stands on the wire (RFC 4253 §6.6).</summary>
    public ReadOnlyMemory<byte> Blob => _blob;

    /// <summary>
    /// The fingerprint as OpenSSH prints it: <c>SHA256:</c> and the unpadded base64 of the blob's digest.
    /// </summary>
    public string Fingerprint { get; }

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
        key = null;
        comment = "";
        var text = line.AsSpan().Trim(" \t\r\n");
        if (line.Length > MaxLineLength || text.ContainsAny('\r', '\n', '\0'))
        {
            return false;
        }

        var type = NextWord(ref text);
        var encoded = NextWord(ref text);
        var blob = new byte[encoded.Length];

        // Written back and compared, because a decoder overlooks spare bits, and one key has one text.
        if (!Convert.TryFromBase64Chars(encoded, blob, out var length)
            || !encoded.SequenceEqual(Convert.ToBase64String(blob.AsSpan(0, length)))
            || !TryParse(blob.AsSpan(0, length), out var parsed)
            || !type.SequenceEqual(parsed.KeyType))
        {
            return false;
        }

        key = parsed;
        comment = text.ToString();
        return true;
    }

    /// <summary>The key as a line of an OpenSSH <c>.pub</c> file, without a line end.</summary>
    /// <param name="comment">Text after the key; no control characters.</param>
    /// <returns>The line.</returns>
    /// <exception cref="ArgumentException">The comment holds a control character and could pass for another
    /// line.</exception>
    public string ToOpenSsh(string comment = "")
    {
        ArgumentNullException.ThrowIfNull(comment);
        if (comment.Any(char.IsControl))
        {
            throw new ArgumentException("A comment cannot hold control characters.", nameof(comment));
        }

        return $"{KeyType} {Convert.ToBase64String(_blob)} {comment}".TrimEnd(' ');
    }

    /// <summary>
    /// Checks a signature. True needs all of: the algorithm belongs to this type of key, the blob names that
    /// algorithm, and the signature is genuine. Every other case, malformed blobs included, is false.
    /// </summary>
    /// <param name="signatureAlgorithm">The algorithm that was agreed on or announced.</param>
    /// <param name="data">The bytes that were signed, not hashed.</param>
    /// <param name="signatureBlob">The signature blob (RFC 4253 §6.6).</param>
    /// <returns>Whether this key signed the data.</returns>
    public bool Verify(string signatureAlgorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signatureBlob)
    {
        if (!AlgorithmTable.Allows(KeyType, signatureAlgorithm))
        {
            return false;
        }

        try
        {
            var signature = SignatureBlob.Decode(signatureAlgorithm, signatureBlob);
            return _material.Verify(signatureAlgorithm, data, signature);
        }
        catch (Exception e) when (e is SshProtocolException or CryptographicException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Equals(SshPublicKey? other) => other is not null && _blob.AsSpan().SequenceEqual(other._blob);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SshPublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    /// <summary>Type and fingerprint.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{KeyType} {Fingerprint}";

    private static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(' ', '\t');
        var word = end < 0 ? text : text[..end];
        text = text[word.Length..].TrimStart(" \t");
        return word;
    }
}
