namespace SshGate.Ssh.Transport;

/// <summary>A pooled array with sealed packets at its start.</summary>
internal readonly record struct OutputChunk(byte[] Bytes, int Length)
{
    public ReadOnlyMemory<byte> Memory => Bytes.AsMemory(0, Length);
}
