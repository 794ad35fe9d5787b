using System.Buffers.Binary;

namespace SshGate.Ssh.Crypto;

/// <summary>Blowfish with bcrypt's two key schedules, for <see cref="BcryptPbkdf"/> only. Wiped on dispose.</summary>
internal sealed class Blowfish : IDisposable
{
    private const int Rounds = 16;
    private const int SubkeyCount = Rounds + 2;
    private const int BoxSize = 256;
    private const int BoxCount = 4;

    private static readonly uint[] InitialState = PiDigits.Fraction(SubkeyCount + (BoxCount * BoxSize));

    // The subkeys, then the four boxes: one array, because the key schedule runs through all of them in this order.
    private readonly uint[] _state =
        GC.AllocateUninitializedArray<uint>(SubkeyCount + (BoxCount * BoxSize), pinned: true);

    /// <summary>Back to the initial tables.</summary>
    public void Reset() => InitialState.CopyTo(_state, 0);

    /// <summary>The schedule that mixes in a key and, in turn, the words of a salt (bcrypt's ExpandKey).</summary>
    public void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        MixIn(key);
        uint left = 0;
        uint right = 0;
        var offset = 0;
        for (var i = 0; i < _state.Length; i += 2)
        {
            left ^= NextWord(salt, ref offset);
            right ^= NextWord(salt, ref offset);
            Encrypt(ref left, ref right);
            _state[i] = left;
            _state[i + 1] = right;
        }
    }

    /// <summary>The schedule that mixes in a key only.</summary>
    public void Expand(ReadOnlySpan<byte> key)
    {
        MixIn(key);
        uint left = 0;
        uint right = 0;
        for (var i = 0; i < _state.Length; i += 2)
        {
            Encrypt(ref left, ref right);
            _state[i] = left;
            _state[i + 1] = right;
        }
    }

    /// <summary>One block, in place.</summary>
    public void Encrypt(ref uint left, ref uint right)
    {
        var subkeys = _state.AsSpan(0, SubkeyCount);
        var box0 = _state.AsSpan(SubkeyCount, BoxSize);
        var box1 = _state.AsSpan(SubkeyCount + BoxSize, BoxSize);
        var box2 = _state.AsSpan(SubkeyCount + (2 * BoxSize), BoxSize);
        var box3 = _state.AsSpan(SubkeyCount + (3 * BoxSize), BoxSize);
        var l = left ^ subkeys[0];
        var r = right;
        unchecked
        {
            for (var i = 1; i <= Rounds; i += 2)
            {
                r ^= subkeys[i]
                    ^ (((box0[(int)(l >> 24)] + box1[(byte)(l >> 16)]) ^ box2[(byte)(l >> 8)]) + box3[(byte)l]);
                l ^= subkeys[i + 1]
                    ^ (((box0[(int)(r >> 24)] + box1[(byte)(r >> 16)]) ^ box2[(byte)(r >> 8)]) + box3[(byte)r]);
            }
        }

        left = r ^ subkeys[Rounds + 1];
        right = l;
    }

    public void Dispose() => _state.AsSpan().Clear();

    private void MixIn(ReadOnlySpan<byte> key)
    {
        var offset = 0;
        for (var i = 0; i < SubkeyCount; i++)
        {
            _state[i] ^= NextWord(key, ref offset);
        }
    }

    // The bytes are read as a ring; here they are whole words, because both inputs are SHA-512 digests.
    private static uint NextWord(ReadOnlySpan<byte> bytes, ref int offset)
    {
        var word = BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);
        offset = (offset + sizeof(uint)) % bytes.Length;
        return word;
    }
}
