using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// The fields of a certificate (OpenSSH PROTOCOL.certkeys), well-formed but not yet proven genuine: string type, string
/// nonce, fields of the key, uint64 serial, uint32 kind, string key id, string principals, uint64 valid after, uint64
/// valid before, string critical options, string extensions, string reserved, string authority's key, string signature.
/// </summary>
internal sealed record CertificateFields
{
    /// <summary>OpenSSH's SSHKEY_CERT_MAX_PRINCIPALS.</summary>
    public const int MaxPrincipals = 256;

    /// <summary>The longest DNS name has 253 bytes, the longest account name of a Unix system 32.</summary>
    public const int MaxPrincipalBytes = 256;

    /// <summary>What an authority may say in a line of a log.</summary>
    public const int MaxKeyIdBytes = 1024;

    /// <summary>OpenSSH knows nine options of either kind.</summary>
    public const int MaxOptions = 64;

    // ssh-keygen writes 32 bytes; the specification leaves the length open.
    private const int MaxNonceBytes = 256;

    public required string CertificateType { get; init; }

    public required SshPublicKey Key { get; init; }

    public required ulong Serial { get; init; }

    public required SshCertificateKind Kind { get; init; }

    public required string KeyId { get; init; }

    public required string[] Principals { get; init; }

    public required ulong ValidAfter { get; init; }

    public required ulong ValidBefore { get; init; }

    public required IReadOnlyDictionary<string, ReadOnlyMemory<byte>> CriticalOptions { get; init; }

    public required IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Extensions { get; init; }

    public required SshPublicKey Authority { get; init; }

    /// <summary>The bytes from the start of the blob that the authority signed.</summary>
    public required int SignedLength { get; init; }

    public required byte[] Signature { get; init; }

    public required string SignatureAlgorithm { get; init; }

    public static CertificateFields Read(ReadOnlySpan<byte> blob)
    {
        if (blob.Length > SshCertificate.MaxBlobBytes)
        {
            throw Malformed("A certificate is larger than allowed.");
        }

        var reader = new SshReader(blob);
        var type = reader.ReadAscii(SshReader.MaxNameLength);
        var keyType = AlgorithmTable.KeyTypeOfCertificate(type)
            ?? throw Malformed("The type of a certificate is not supported.");
        if (reader.ReadString().Length > MaxNonceBytes)
        {
            throw Malformed("The nonce of a certificate is longer than allowed.");
        }

        // In the order of the wire: the initializers of an object run in the order they are written.
        var fields = new CertificateFields
        {
            CertificateType = type,
            Key = new SshPublicKey(PublicKeyMaterial.ReadFields(keyType, ref reader)),
            Serial = reader.ReadUInt64(),
            Kind = ReadKind(ref reader),
            KeyId = ReadName(ref reader, MaxKeyIdBytes),
            Principals = ReadPrincipals(reader.ReadString()),
            ValidAfter = reader.ReadUInt64(),
            ValidBefore = reader.ReadUInt64(),
            CriticalOptions = ReadOptions(reader.ReadString()),
            Extensions = ReadOptions(reader.ReadString()),
            Authority = ReadAuthority(ref reader),
            SignedLength = blob.Length - reader.Remaining,
            Signature = reader.ReadString().ToArray(),
            SignatureAlgorithm = "",
        };
        reader.End();
        return fields with { SignatureAlgorithm = SignatureBlob.AlgorithmOf(fields.Signature) };
    }

    private static SshCertificateKind ReadKind(ref SshReader reader) => reader.ReadUInt32() switch
    {
        (uint)SshCertificateKind.User => SshCertificateKind.User,
        (uint)SshCertificateKind.Host => SshCertificateKind.Host,
        _ => throw Malformed("A certificate is neither a user's nor a host's."),
    };

    // The reserved field is not used, and "implementations should ignore" it. A plain key only: the reader of keys knows
    // no certificates, so that none can vouch for another (compare CVE-2025-49825).
    private static SshPublicKey ReadAuthority(ref SshReader reader)
    {
        reader.ReadString();
        return SshPublicKey.Parse(reader.ReadString());
    }

    private static string[] ReadPrincipals(ReadOnlySpan<byte> encoded)
    {
        var principals = new List<string>();
        var reader = new SshReader(encoded);
        while (reader.Remaining > 0)
        {
            if (principals.Count == MaxPrincipals)
            {
                throw Malformed("A certificate lists too many names.");
            }

            principals.Add(ReadName(ref reader, MaxPrincipalBytes));
        }

        return [.. principals];
    }

    // string name, string data; in ascending order, and so each name once.
    private static Dictionary<string, ReadOnlyMemory<byte>> ReadOptions(ReadOnlySpan<byte> encoded)
    {
        var options = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var reader = new SshReader(encoded);
        var last = "";
        while (reader.Remaining > 0)
        {
            var name = reader.ReadAscii(SshReader.MaxNameLength);
            if (options.Count == MaxOptions || string.CompareOrdinal(name, last) <= 0)
            {
                throw Malformed("The options of a certificate are too many or not in order.");
            }

            options.Add(name, reader.ReadString().ToArray());
            last = name;
        }

        return options;
    }

    // Two programs that disagree where a text ends would disagree about whom it names.
    private static string ReadName(ref SshReader reader, int maxBytes)
    {
        var name = reader.ReadText(maxBytes);
        return name.Contains('\0', StringComparison.Ordinal)
            ? throw Malformed("A text in a certificate holds a zero byte.")
            : name;
    }

    private static SshProtocolException Malformed(string message) => new(DisconnectReason.ProtocolError, message);
}
