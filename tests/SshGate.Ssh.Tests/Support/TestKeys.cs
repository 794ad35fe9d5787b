using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Tests.Support;

/// <summary>Keys of this run; RSA takes long to make, so there is one of each.</summary>
internal static class TestKeys
{
    public static SshPrivateKey Ed25519 { get; } = SshPrivateKey.Generate(SshKeyKind.Ed25519);

    public static SshPrivateKey Ecdsa { get; } = SshPrivateKey.Generate(SshKeyKind.EcdsaP256);

    public static SshPrivateKey Rsa { get; } = SshPrivateKey.Generate(SshKeyKind.Rsa3072);

    public static SshPrivateKey Of(string algorithm) => algorithm switch
    {
        "ssh-ed25519" => Ed25519,
        "ecdsa-sha2-nistp256" => Ecdsa,
        _ => Rsa,
    };
}
