namespace SshGate.Fuzz.Engine;

/// <summary>SplitMix64: the same seed gives the same run on every machine and runtime.</summary>
internal sealed class FuzzRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number of 0 to <paramref name="bound"/> - 1; 0 where there is no other.</summary>
    public int Below(int bound) => bound <= 1 ? 0 : (int)(Next() % (ulong)bound);

    public bool OneIn(int chances) => Below(chances) == 0;

    public byte Byte() => unchecked((byte)Next());

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        foreach (ref var value in bytes.AsSpan())
        {
            value = Byte();
        }

        return bytes;
    }
}
