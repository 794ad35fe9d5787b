using System.Security.Cryptography;
using SshGate.Ssh.Crypto;

namespace SshGate.Ssh.Keys;

/// <summary>
/// A private key in this process's memory. Signing is safe from several threads at once; the owner disposes it,
/// which wipes the key.
/// </summary>
public sealed class SshPrivateKey : ISshSigner, IDisposable
{
    // NIST SP 800-57: 128 bits of security, and OpenSSH's default size.
    private const int RsaBits = 3072;

    private readonly PrivateKeyMaterial _material;

    private SshPrivateKey(PrivateKeyMaterial material)
    {
        _material = material;
        PublicKey = new SshPublicKey(material.PublicKey);
        SignatureAlgorithms = AlgorithmTable.SignaturesOf(PublicKey.KeyType);
    }

    /// <inheritdoc/>
    public SshPublicKey PublicKey { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> SignatureAlgorithms { get; }

    /// <summary>Makes a new key. RSA takes up to a second of computing.</summary>
    /// <param name="kind">The kind of key.</param>
    /// <returns>The key, which the caller disposes.</returns>
    public static SshPrivateKey Generate(SshKeyKind kind) => new(kind switch
    {
        SshKeyKind.Ed25519 => Ed25519PrivateKey.Generate(),
        SshKeyKind.EcdsaP256 => EcdsaPrivateKey.Generate(NistCurve.P256),
        SshKeyKind.Rsa3072 => RsaPrivateKey.Generate(RsaBits),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of key."),
    });

    /// <summary>
    /// Reads a private key in OpenSSH's own format, plain or encrypted. An encrypted one takes time by intent (0.2
    /// seconds with ssh-keygen's defaults): keep it off threads that serve connections.
    /// </summary>
    /// <param name="text">The text of the file; the caller wipes it.</param>
    /// <param name="passphrase">The passphrase, if the key is encrypted; the caller stays its owner.</param>
    /// <returns>The key, which the caller disposes.</returns>
    /// <exception cref="SshKeyFormatException">The text is not a private key that can be read with the
    /// passphrase.</exception>
    public static SshPrivateKey Parse(ReadOnlySpan<byte> text, SecretBytes? passphrase)
    {
        var key = new SshPrivateKey(OpenSshKeyReader.Read(text, passphrase));
        if (key.SignsGenuinely())
        {
            return key;
        }

        key.Dispose();
        throw new SshKeyFormatException(
            SshKeyFormatReason.Damaged, "The private half of the key does not belong to its public half.");
    }

    /// <summary>Writes the key in OpenSSH's format, not encrypted.</summary>
    /// <param name="comment">The comment inside the file, such as the key's purpose.</param>
    /// <returns>The text of the file, which the caller disposes.</returns>
    public SecretBytes ExportOpenSsh(string comment)
    {
        ArgumentNullException.ThrowIfNull(comment);
        return OpenSshKeyWriter.Write(_material, PublicKey, comment);
    }

    /// <summary>Signs data; RSA, which takes milliseconds, does so on the thread pool.</summary>
    /// <inheritdoc/>
    public async ValueTask<byte[]> SignAsync(
        string signatureAlgorithm, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!AlgorithmTable.Allows(PublicKey.KeyType, signatureAlgorithm))
        {
            throw new ArgumentException("The key cannot sign with this algorithm.", nameof(signatureAlgorithm));
        }

        cancellationToken.ThrowIfCancellationRequested();
        var signature = PublicKey.KeyType == AlgorithmTable.Rsa
            ? await Task.Run(() => _material.Sign(signatureAlgorithm, data.Span), cancellationToken)
                .ConfigureAwait(false)
            : _material.Sign(signatureAlgorithm, data.Span);
        return SignatureBlob.Encode(signatureAlgorithm, signature);
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _material.Dispose();

    /// <summary>Type and fingerprint of the public half.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => PublicKey.ToString();

    // A file may hold numbers that do not fit each other; a signature made with those could give the key away.
    private bool SignsGenuinely()
    {
        var probe = "SshGate key check"u8;
        try
        {
            if (SignatureAlgorithms is not [var algorithm, ..])
            {
                return false;
            }

            var signature = SignatureBlob.Encode(algorithm, _material.Sign(algorithm, probe));
            return PublicKey.Verify(algorithm, probe, signature);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
