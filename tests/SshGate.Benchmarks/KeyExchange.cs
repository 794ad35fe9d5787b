using BenchmarkDotNet.Attributes;
using SshGate.Ssh.Transport;

namespace SshGate.Benchmarks;

/// <summary>What each key exchange method costs either side, without the signature of the host key.</summary>
[MemoryDiagnoser]
public class KeyExchange
{
    private KexMethod _method = null!;
    private byte[] _clientPublic = [];
    private byte[] _serverPublic = [];

    public static IEnumerable<string> Methods => KexMethods.ClientNames;

    [ParamsSource(nameof(Methods))]
    public string Method { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        _method = KexMethods.Get(Method);
        using var client = _method.StartClient();
        _clientPublic = client.PublicValue;
        _serverPublic = _method.Respond(_clientPublic).PublicValue;
    }

    [Benchmark]
    public int Server() => _method.Respond(_clientPublic).Secret.Length;

    // The answer belongs to another client: what comes out is wrong, and costs the same.
    [Benchmark]
    public int Client()
    {
        using var client = _method.StartClient();
        return client.Finish(_serverPublic).Length;
    }
}
