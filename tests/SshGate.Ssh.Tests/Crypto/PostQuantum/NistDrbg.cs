using System.Security.Cryptography;

namespace SshGate.Ssh.Tests.Crypto.PostQuantum;

/// <summary>The AES-256 counter DRBG (NIST SP 800-90A) as NIST's known answer programs use it; each draw updates its key.</summary>
internal sealed class NistDrbg
{
    private byte[] _key = new byte[32];
    private byte[] _counter = new byte[16];

    public NistDrbg(ReadOnlySpan<byte> seed) => Update(seed);

    public byte[] Draw(int count)
    {
        var blocks = Enumerable.Range(0, (count + 15) / 16).SelectMany(_ => NextBlock()).Take(count).ToArray();
        Update(new byte[48]);
        return blocks;
    }

    private void Update(ReadOnlySpan<byte> data)
    {
        byte[] state = [.. NextBlock(), .. NextBlock(), .. NextBlock()];
        for (var i = 0; i < state.Length; i++)
        {
            state[i] ^= data[i];
        }

        _key = state[..32];
        _counter = state[32..];
    }

    private byte[] NextBlock()
    {
        for (var i = 15; i >= 0; i--)
        {
            _counter[i] = (byte)((_counter[i] + 1) & 0xff);
            if (_counter[i] != 0)
            {
                break;
            }
        }

        using var aes = Aes.Create();
        aes.Key = _key;
        return aes.EncryptEcb(_counter, PaddingMode.None);
    }
}
