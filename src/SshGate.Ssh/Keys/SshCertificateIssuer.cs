using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>Signs certificates (OpenSSH PROTOCOL.certkeys) with the key of an authority.</summary>
public static class SshCertificateIssuer
{
    // ssh-keygen's; it makes what the authority signs unforeseeable.
    private const int NonceBytes = 32;

    private static readonly SearchValues<char> PrincipalCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private static readonly SearchValues<char> HostCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:");

    private static readonly SearchValues<char> ExtensionCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.@");

    /// <summary>Issues a certificate.</summary>
    /// <param name="request">What it says.</param>
    /// <param name="authority">The authority's key; a plain one, not a <see cref="CertifiedSigner"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the signature.</param>
    /// <returns>The certificate, read back and verified.</returns>
    /// <exception cref="ArgumentException">The request asks for what no certificate should say.</exception>
    /// <exception cref="SshProtocolException">The authority's signature is not genuine.</exception>
    public static async ValueTask<SshCertificate> IssueAsync(
        SshCertificateRequest request, ISshSigner authority, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(authority);
        Validate(request);
        if (authority.Certificate is not null || authority.SignatureAlgorithms is not [var algorithm, ..])
        {
            throw new ArgumentException("An authority signs with a plain key of a known type.", nameof(authority));
        }

        var body = Body(request, authority.PublicKey);
        var signature = await authority.SignAsync(algorithm, body, cancellationToken).ConfigureAwait(false);
        return SshCertificate.Parse(SshWriter.ToArray(writer =>
        {
            writer.WriteBytes(body);
            writer.WriteString(signature);
        }));
    }

    private static byte[] Body(SshCertificateRequest request, SshPublicKey authority) => SshWriter.ToArray(writer =>
    {
        writer.WriteText(AlgorithmTable.CertificateTypeOf(request.Key.KeyType));
        writer.WriteString(RandomNumberGenerator.GetBytes(NonceBytes));
        request.Key.Material.WriteFields(writer);
        writer.WriteUInt64(request.Serial);
        writer.WriteUInt32((uint)request.Kind);
        writer.WriteText(request.KeyId);
        writer.WriteString(SshWriter.ToArray(principals =>
        {
            foreach (var principal in request.Principals)
            {
                principals.WriteText(principal);
            }
        }));
        writer.WriteUInt64(CertificateTime.Encode(request.ValidAfter));
        writer.WriteUInt64(CertificateTime.Encode(request.ValidBefore));
        writer.WriteString(SshWriter.ToArray(options => WriteCriticalOptions(options, request)));
        writer.WriteString(SshWriter.ToArray(options =>
        {
            foreach (var name in request.Extensions.Order(StringComparer.Ordinal))
            {
                options.WriteText(name);
                options.WriteText("");
            }
        }));
        writer.WriteText("");
        writer.WriteString(authority.Blob.Span);
    });

    // In ascending order of their names.
    private static void WriteCriticalOptions(SshWriter writer, SshCertificateRequest request)
    {
        if (request.ForceCommand is { } command)
        {
            writer.WriteText(CertificateOptions.ForceCommand);
            writer.WriteString(SshWriter.ToArray(data => data.WriteText(command)));
        }

        if (request.SourceAddresses.Count > 0)
        {
            var list = string.Join(
                ',', request.SourceAddresses.Select(network => network.ToString()));
            writer.WriteText(CertificateOptions.SourceAddress);
            writer.WriteString(SshWriter.ToArray(data => data.WriteText(list)));
        }
    }

    private static void Validate(SshCertificateRequest request)
    {
        Require(Enum.IsDefined(request.Kind), "The kind of the certificate is not known.");
        Require(request.KeyId.Length is > 0 and <= 256 && request.KeyId.All(c => c is >= ' ' and <= '~'),
            "A key id has 1 to 256 printable ASCII characters.");
        Require(request.ValidBefore > request.ValidAfter, "A certificate ends after it begins.");
        Require(request.Principals.Count is > 0 and <= CertificateFields.MaxPrincipals,
            "A certificate lists 1 to 256 names.");
        foreach (var principal in request.Principals)
        {
            // OpenSSH splits some lists of names at commas, and expands patterns in others (CVE-2026-35414).
            Require(IsName(principal, request.Kind), "A name in a certificate has letters, digits and . _ - only.");
        }

        Require(request.Extensions.Count <= CertificateFields.MaxOptions
            && request.Extensions.Distinct(StringComparer.Ordinal).Count() == request.Extensions.Count
            && request.Extensions.All(IsExtension), "An extension of the certificate is malformed or repeated.");
        Require(request.SourceAddresses.Count <= CertificateOptions.MaxAddresses, "At most 256 networks can be listed.");
        Require(request.ForceCommand is not { } command
            || (command.Length > 0
                && !command.Contains('\0', StringComparison.Ordinal)
                && Encoding.UTF8.GetByteCount(command) <= SshCertificateRequest.MaxForceCommandBytes),
            "A forced command has 1 to 16384 bytes and no NUL.");
        Require(request.Kind == SshCertificateKind.User
            || (request.ForceCommand is null && request.SourceAddresses.Count == 0 && request.Extensions.Count == 0),
            "A host's certificate has no options.");
    }

    private static bool IsName(string name, SshCertificateKind kind) =>
        name.Length is > 0 and <= CertificateFields.MaxPrincipalBytes
        && name[0] != '-'
        && !name.AsSpan().ContainsAnyExcept(kind == SshCertificateKind.Host ? HostCharacters : PrincipalCharacters);

    private static bool IsExtension(string name) =>
        name.Length is > 0 and <= SshReader.MaxNameLength && !name.AsSpan().ContainsAnyExcept(ExtensionCharacters);

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}
