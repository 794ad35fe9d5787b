using System.Security.Cryptography;
using System.Text;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Support;

/// <summary>Keys of this run; RSA takes long to make, so there is one of each.</summary>
internal static class TestKeys
{
    public static SshPrivateKey Ed25519 { get; } = SshPrivateKey.Generate(SshKeyKind.Ed25519);

    public static SshPrivateKey Ecdsa { get; } = SshPrivateKey.Generate(SshKeyKind.EcdsaP256);

    public static SshPrivateKey EcdsaP384 { get; } = Make(ECCurve.NamedCurves.nistP384, "nistp384");

    public static SshPrivateKey EcdsaP521 { get; } = Make(ECCurve.NamedCurves.nistP521, "nistp521");

    public static SshPrivateKey Rsa { get; } = SshPrivateKey.Generate(SshKeyKind.Rsa3072);

    public static SshPrivateKey Of(string algorithm) => algorithm switch
    {
        "ssh-ed25519" => Ed25519,
        "ecdsa-sha2-nistp256" => Ecdsa,
        "ecdsa-sha2-nistp384" => EcdsaP384,
        "ecdsa-sha2-nistp521" => EcdsaP521,
        _ => Rsa,
    };

    // Keys on these curves are read, not made, by the library: as a file in OpenSSH's format (PROTOCOL.key).
    private static SshPrivateKey Make(ECCurve curve, string name)
    {
        using var key = ECDsa.Create(curve);
        var numbers = key.ExportParameters(includePrivateParameters: true);
        byte[] point = [4, .. numbers.Q.X!, .. numbers.Q.Y!];
        var publicKey = SshWriter.ToArray(writer =>
        {
            writer.WriteText($"ecdsa-sha2-{name}");
            writer.WriteText(name);
            writer.WriteString(point);
        });
        var section = SshWriter.ToArray(writer =>
        {
            writer.WriteUInt64(0);
            writer.WriteBytes(publicKey);
            writer.WriteMpint(numbers.D);
            writer.WriteText("");
        });
        var file = SshWriter.ToArray(writer =>
        {
            writer.WriteBytes("openssh-key-v1\0"u8);
            writer.WriteText("none");
            writer.WriteText("none");
            writer.WriteText("");
            writer.WriteUInt32(1);
            writer.WriteString(publicKey);
            writer.WriteString([.. section, .. Enumerable.Range(1, -section.Length & 7).Select(i => (byte)i)]);
        });
        var text = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
            + string.Join('\n', Convert.ToBase64String(file).Chunk(70).Select(line => new string(line)))
            + "\n-----END OPENSSH PRIVATE KEY-----\n";
        return SshPrivateKey.Parse(Encoding.ASCII.GetBytes(text), passphrase: null);
    }
}
