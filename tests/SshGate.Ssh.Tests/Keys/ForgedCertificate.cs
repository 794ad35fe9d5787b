using SshGate.Ssh.Keys;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Keys;

/// <summary>A certificate with fields as a test wants them, properly signed whatever it says.</summary>
internal sealed record ForgedCertificate
{
    public string? Type { get; init; }

    public SshPublicKey Key { get; init; } = KeyBlobs.Of(SshKeyKind.Ed25519).PublicKey;

    public int NonceBytes { get; init; } = 32;

    public uint Kind { get; init; } = 1;

    public string KeyId { get; init; } = "id";

    public IReadOnlyList<string> Principals { get; init; } = ["alice"];

    public ulong ValidAfter { get; init; }

    public ulong ValidBefore { get; init; } = ulong.MaxValue;

    public IReadOnlyList<(string Name, byte[] Data)> CriticalOptions { get; init; } = [];

    public IReadOnlyList<(string Name, byte[] Data)> Extensions { get; init; } = [];

    public string Reserved { get; init; } = "";

    public ISshSigner Authority { get; init; } = KeyBlobs.Of(SshKeyKind.EcdsaP256);

    /// <summary>What is shown as the authority's key, if not its own.</summary>
    public byte[]? AuthorityBlob { get; init; }

    public static byte[] Text(string text) => SshWriter.ToArray(writer => writer.WriteText(text));

    public static (string Name, byte[] Data) Option(string name, string value) => (name, Text(value));

    public static (string Name, byte[] Data) Flag(string name) => (name, []);

    public byte[] ToBlob()
    {
        var body = SshWriter.ToArray(writer =>
        {
            writer.WriteText(Type ?? AlgorithmTable.CertificateTypeOf(Key.KeyType));
            writer.WriteString(new byte[NonceBytes]);
            Key.Material.WriteFields(writer);
            writer.WriteUInt64(7);
            writer.WriteUInt32(Kind);
            writer.WriteText(KeyId);
            writer.WriteString([.. Principals.SelectMany(Text)]);
            writer.WriteUInt64(ValidAfter);
            writer.WriteUInt64(ValidBefore);
            writer.WriteString(Encode(CriticalOptions));
            writer.WriteString(Encode(Extensions));
            writer.WriteText(Reserved);
            writer.WriteString(AuthorityBlob ?? Authority.PublicKey.Blob.Span);
        });
        var signing = Authority.SignAsync(Authority.SignatureAlgorithms[0], body, CancellationToken.None).AsTask();
        return SshWriter.ToArray(writer =>
        {
            writer.WriteBytes(body);
            writer.WriteString(signing.GetAwaiter().GetResult());
        });
    }

    public SshCertificate Parse() => SshCertificate.Parse(ToBlob());

    private static byte[] Encode(IEnumerable<(string Name, byte[] Data)> options) => SshWriter.ToArray(writer =>
    {
        foreach (var (name, data) in options)
        {
            writer.WriteText(name);
            writer.WriteString(data);
        }
    });
}
