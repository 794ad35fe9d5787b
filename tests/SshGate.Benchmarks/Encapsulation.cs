using BenchmarkDotNet.Attributes;
using SshGate.Ssh.Crypto.PostQuantum;

namespace SshGate.Benchmarks;

/// <summary>The post-quantum half of the hybrid key exchanges, ours.</summary>
public class Encapsulation
{
    private static readonly Dictionary<string, Kem> Kems = new()
    {
        ["ML-KEM-768"] = new ManagedMlKem768(),
        ["sntrup761"] = new Sntrup761Kem(),
    };

    private readonly byte[] _secret = new byte[Kem.SecretSize];
    private Kem _kem = null!;
    private KemKeyPair _keys = null!;
    private byte[] _ciphertext = [];

    public static IEnumerable<string> Names => Kems.Keys;

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        _kem = Kems[Name];
        _keys = _kem.GenerateKeyPair();
        _ciphertext = new byte[_kem.CiphertextSize];
        _kem.Encapsulate(_keys.PublicKey, _ciphertext, _secret);
    }

    [GlobalCleanup]
    public void Wipe() => _keys.Dispose();

    [Benchmark]
    public void Generate() => _kem.GenerateKeyPair().Dispose();

    [Benchmark]
    public void Encapsulate() => _kem.Encapsulate(_keys.PublicKey, _ciphertext, _secret);

    [Benchmark]
    public void Decapsulate() => _keys.Decapsulate(_ciphertext, _secret);
}
