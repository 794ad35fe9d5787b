using BenchmarkDotNet.Attributes;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Benchmarks;

/// <summary>One packet sealed and opened: a keystroke, a line of text, a full packet of bulk data.</summary>
[MemoryDiagnoser]
public class Packets
{
    private const string Mac = "hmac-sha2-256-etm@openssh.com";

    private PacketSealer _sealer = null!;
    private PacketOpener _opener = null!;
    private byte[] _packet = null!;
    private byte[] _tag = null!;
    private uint _sequence;

    [Params("chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes256-ctr")]
    public string Cipher { get; set; } = "";

    [Params(32, 1024, 32 * 1024)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var (key, iv, mac) = CipherSuites.Sizes(Cipher, Mac);
        _sealer = CipherSuites.CreateSealer(Cipher, Mac, new byte[key], new byte[iv], new byte[mac]);
        _opener = CipherSuites.CreateOpener(Cipher, Mac, new byte[key], new byte[iv], new byte[mac]);
        _packet = new byte[4 + Length];
        _tag = new byte[_sealer.TagSize];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _sealer.Dispose();
        _opener.Dispose();
    }

    [Benchmark]
    public bool SealAndOpen()
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(_packet, (uint)Length);
        _packet[4] = 4;
        _sealer.Seal(_sequence, _packet, _tag);
        _ = _opener.ReadLength(_sequence, _packet.AsSpan(0, _opener.PrefixSize));
        var isGenuine = _opener.Open(_sequence, _packet, _tag);
        _sequence = unchecked(_sequence + 1);
        return isGenuine ? true : throw new InvalidOperationException("A packet is corrupt.");
    }
}
