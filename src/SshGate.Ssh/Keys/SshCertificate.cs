using System.Diagnostics.CodeAnalysis;

namespace SshGate.Ssh.Keys;

/// <summary>
/// An OpenSSH certificate (PROTOCOL.certkeys): an authority's statement about a key. Every instance carries a genuine
/// signature of its <see cref="Authority"/>; whether that authority is trusted, and the certificate good for a use, is
/// for the caller and <see cref="Check"/> to say. Texts in it are the authority's: escape them before you show them.
/// Immutable and safe for use by several threads.
/// </summary>
public sealed class SshCertificate : IEquatable<SshCertificate>
{
    // The largest RSA keys and an authority of that size take 9 kB; the rest is room for 256 names and options.
    internal const int MaxBlobBytes = 64 * 1024;

    private readonly byte[] _blob;

    private SshCertificate(byte[] blob, CertificateFields fields)
    {
        _blob = blob;
        KeyType = fields.CertificateType;
        Key = fields.Key;
        Serial = fields.Serial;
        Kind = fields.Kind;
        KeyId = fields.KeyId;
        Principals = fields.Principals;
        ValidAfter = CertificateTime.Decode(fields.ValidAfter);
        ValidBefore = CertificateTime.Decode(fields.ValidBefore);
        CriticalOptions = fields.CriticalOptions;
        Extensions = fields.Extensions;
        Authority = fields.Authority;
        SignatureAlgorithm = fields.SignatureAlgorithm;
    }

    /// <summary>The name of the certificate's type in its blob, such as <c>ssh-ed25519-cert-v01@openssh.com</c>.</summary>
    public string KeyType { get; }

    /// <summary>The key that the certificate is about.</summary>
    public SshPublicKey Key { get; }

    /// <summary>A number that the authority gave it, possibly 0.</summary>
    public ulong Serial { get; }

    /// <summary>What it is for.</summary>
    public SshCertificateKind Kind { get; }

    /// <summary>What the authority calls it, for logs.</summary>
    public string KeyId { get; }

    /// <summary>The accounts or host names that it is for; a certificate without any is good for nothing here.</summary>
    public IReadOnlyList<string> Principals { get; }

    /// <summary>The first second in which it is valid.</summary>
    public DateTimeOffset ValidAfter { get; }

    /// <summary>The first second in which it is not valid any more; <see cref="DateTimeOffset.MaxValue"/> for never.</summary>
    public DateTimeOffset ValidBefore { get; }

    /// <summary>Options that must be enforced, with their data as it is encoded.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> CriticalOptions { get; }

    /// <summary>Options that may be ignored, with their data as it is encoded.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Extensions { get; }

    /// <summary>The key that signed the certificate.</summary>
    public SshPublicKey Authority { get; }

    /// <summary>The algorithm of that signature; never one with SHA-1.</summary>
    public string SignatureAlgorithm { get; }

    /// <summary>The certificate as it stands on the wire.</summary>
    public ReadOnlyMemory<byte> Blob => _blob;

    /// <summary>The command that the holder gets instead of what he asks for, or null.</summary>
    /// <exception cref="SshProtocolException">The option is malformed; <see cref="Check"/> says so too.</exception>
    public string? ForceCommand => CriticalOptions.TryGetValue(CertificateOptions.ForceCommand, out var data)
        ? CertificateOptions.ReadText(data.Span)
        : null;

    /// <summary>Whether the authenticator must know who touched it (sk keys only).</summary>
    public bool VerifyRequired => CriticalOptions.ContainsKey(CertificateOptions.VerifyRequired);

    /// <summary>Whether the authority waives the touch of the authenticator (sk keys only).</summary>
    public bool NoTouchRequired => Extensions.ContainsKey(CertificateOptions.NoTouchRequired);

    /// <summary>Reads a certificate's blob and verifies the authority's signature.</summary>
    /// <param name="blob">The blob, nothing before or after it.</param>
    /// <returns>The certificate.</returns>
    /// <exception cref="SshProtocolException">The blob is malformed, of a type that is not accepted, its authority is
    /// itself a certificate, or the signature is not genuine.</exception>
    public static SshCertificate Parse(ReadOnlySpan<byte> blob)
    {
        var fields = CertificateFields.Read(blob);
        var signed = blob[..fields.SignedLength];
        var verified = VerifiedSignature.Check(fields.Authority, fields.SignatureAlgorithm, signed, fields.Signature);
        return verified is not null && verified.Meets(HardwareFlags.UserPresent)
            ? new SshCertificate(blob.ToArray(), fields)
            : throw new SshProtocolException(
                DisconnectReason.ProtocolError, "The signature of a certificate's authority does not verify.");
    }

    /// <summary>Reads a certificate's blob, where one that is not accepted is no error.</summary>
    /// <param name="blob">The blob, nothing before or after it.</param>
    /// <param name="certificate">The certificate, or null.</param>
    /// <returns>Whether the blob is a genuine certificate.</returns>
    public static bool TryParse(ReadOnlySpan<byte> blob, [NotNullWhen(true)] out SshCertificate? certificate)
    {
        try
        {
            certificate = Parse(blob);
            return true;
        }
        catch (SshProtocolException)
        {
            certificate = null;
            return false;
        }
    }

    /// <summary>Reads a line as in an OpenSSH <c>-cert.pub</c> file: type, base64, comment.</summary>
    /// <param name="line">One line.</param>
    /// <param name="certificate">The certificate, or null.</param>
    /// <returns>Whether the line is a genuine certificate.</returns>
    public static bool TryParseOpenSsh(string line, [NotNullWhen(true)] out SshCertificate? certificate)
    {
        ArgumentNullException.ThrowIfNull(line);
        certificate = null;
        return OpenSshLine.TryDecode(line, MaxBlobBytes, out var type, out var blob, out _)
            && TryParse(blob, out certificate)
            && type == certificate.KeyType;
    }

    /// <summary>The certificate as a line of an OpenSSH <c>-cert.pub</c> file, without a line end.</summary>
    /// <param name="comment">Text after the certificate; no control characters.</param>
    /// <returns>The line.</returns>
    /// <exception cref="ArgumentException">The comment holds a control character and could pass for another
    /// line.</exception>
    public string ToOpenSsh(string comment = "") => OpenSshLine.Encode(KeyType, _blob, comment);

    /// <summary>
    /// Says whether the certificate is good for a use, its authority being trusted. The authority is compared by the
    /// caller, with the keys that it trusts and never with another certificate.
    /// </summary>
    /// <param name="use">The use.</param>
    /// <returns>Why it is not good, or null if it is.</returns>
    public SshCertificateProblem? Check(SshCertificateUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        if (Kind != use.Kind)
        {
            return SshCertificateProblem.WrongKind;
        }

        if (use.Time < ValidAfter)
        {
            return SshCertificateProblem.NotYetValid;
        }

        if (use.Time >= ValidBefore)
        {
            return SshCertificateProblem.Expired;
        }

        if (Principals.Count == 0)
        {
            return SshCertificateProblem.NoPrincipals;
        }

        return use.Name is { } name && !Lists(name)
            ? SshCertificateProblem.NameNotListed
            : CertificateOptions.Check(this, use);
    }

    /// <inheritdoc/>
    public bool Equals(SshCertificate? other) => other is not null && _blob.AsSpan().SequenceEqual(other._blob);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SshCertificate);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Serial, Authority);

    /// <summary>Type, fingerprint of the key, serial number and authority; none of the authority's texts.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{KeyType} {Key.Fingerprint} serial {Serial} by {Authority.Fingerprint}";

    // As OpenSSH: accounts literally; a host's names are patterns, and it is asked for in lower case.
    private bool Lists(string name) => Kind == SshCertificateKind.User
        ? Principals.Contains(name, StringComparer.Ordinal)
        : Principals.Any(principal => HostPattern.Matches(principal, name.ToLowerInvariant()));
}
