namespace SshGate.Ssh.Transport;

/// <summary>Q_S and K, encoded; the taker wipes K.</summary>
internal readonly record struct KexServerAnswer(byte[] PublicValue, byte[] Secret);
