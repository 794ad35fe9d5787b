using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// The public key of an authenticator such as a FIDO stick (OpenSSH PROTOCOL.u2f), sk-ssh-ed25519@openssh.com or
/// sk-ecdsa-sha2-nistp256@openssh.com: the fields of the plain key, string application.
/// </summary>
internal sealed class HardwarePublicKey(string keyType, PublicKeyMaterial key, string application) : PublicKeyMaterial
{
    /// <summary>"ssh:" and a name that ssh-keygen lets people choose; a relying party of U2F has a host name.</summary>
    private const int MaxApplicationBytes = 256;

    public override string KeyType => keyType;

    public override bool IsHardware => true;

    public static HardwarePublicKey ReadFields(string keyType, PublicKeyMaterial key, ref SshReader reader)
    {
        var application = reader.ReadText(MaxApplicationBytes);
        return application.Contains('\0', StringComparison.Ordinal)
            ? throw new SshProtocolException(DisconnectReason.ProtocolError, "An sk key's application is malformed.")
            : new HardwarePublicKey(keyType, key, application);
    }

    public override bool Verify(
        string signatureAlgorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HardwareSignature? hardware) =>
        key.Verify(key.KeyType, hardware!.SignedData(application, data), signature, null);

    public override void WriteFields(SshWriter writer)
    {
        key.WriteFields(writer);
        writer.WriteText(application);
    }
}
