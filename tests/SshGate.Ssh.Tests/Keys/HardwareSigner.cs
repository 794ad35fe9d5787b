using SshGate.Ssh.Keys;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Keys;

/// <summary>An authenticator in software: an sk key (OpenSSH PROTOCOL.u2f) that says what a test wants of its person.</summary>
internal sealed class HardwareSigner : ISshSigner
{
    public const string Application = "ssh:test";

    private readonly SshPrivateKey _key;
    private uint _counter;

    public HardwareSigner(SshPrivateKey key)
    {
        _key = key;
        PublicKey = SshPublicKey.Parse(Blob(key.PublicKey, Application));
    }

    public SshPublicKey PublicKey { get; }

    public IReadOnlyList<string> SignatureAlgorithms => [PublicKey.KeyType];

    /// <summary>1 for a touch, 4 for a verified person.</summary>
    public byte Flags { get; init; } = 1;

    /// <summary>Flags that are claimed but were not signed.</summary>
    public byte? ClaimedFlags { get; init; }

    /// <summary>The application that is signed for.</summary>
    public string SignedApplication { get; init; } = Application;

    public static byte[] Blob(SshPublicKey key, string application) => SshWriter.ToArray(writer =>
    {
        var reader = new SshReader(key.Blob.Span);
        writer.WriteText($"sk-{reader.ReadAscii(64)}@openssh.com");
        writer.WriteBytes(reader.Rest);
        writer.WriteText(application);
    });

    public async ValueTask<byte[]> SignAsync(
        string signatureAlgorithm, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var said = new HardwareSignature((HardwareFlags)Flags, ++_counter);
        var plain = await _key.SignAsync(
            _key.SignatureAlgorithms[0], said.SignedData(SignedApplication, data.Span), cancellationToken);
        return SshWriter.ToArray(writer =>
        {
            var reader = new SshReader(plain);
            reader.ReadString();
            writer.WriteText(signatureAlgorithm);
            writer.WriteString(reader.ReadString());
            writer.WriteByte(ClaimedFlags ?? Flags);
            writer.WriteUInt32(_counter);
        });
    }
}
