using SshGate.Ssh.Keys;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Keys;

/// <summary>Keys and blobs for tests, made once per run.</summary>
internal static class KeyBlobs
{
    private static readonly Lazy<IReadOnlyList<SshPrivateKey>> Made = new(() =>
        [.. Enum.GetValues<SshKeyKind>().Select(SshPrivateKey.Generate)]);

    public static IReadOnlyList<SshPrivateKey> Keys => Made.Value;

    public static SshPrivateKey Of(SshKeyKind kind) => Keys[(int)kind];

    public static byte[] Ed25519(int length) => SshWriter.ToArray(w =>
    {
        w.WriteText("ssh-ed25519");
        w.WriteString(new byte[length]);
    });

    public static byte[] Rsa(byte[] exponent, byte[] modulus) => SshWriter.ToArray(w =>
    {
        w.WriteText("ssh-rsa");
        w.WriteMpint(exponent);
        w.WriteMpint(modulus);
    });

    public static byte[] Ecdsa(string type, string curve, byte[] point) => SshWriter.ToArray(w =>
    {
        w.WriteText(type);
        w.WriteText(curve);
        w.WriteString(point);
    });

    /// <summary>An odd number of exactly so many bits.</summary>
    public static byte[] Odd(int bits)
    {
        var number = new byte[(bits + 7) / 8];
        number[0] = (byte)(1 << ((bits - 1) % 8));
        number[^1] |= 1;
        return number;
    }
}
