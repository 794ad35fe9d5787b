using SshGate.Ssh.Crypto.PostQuantum;

namespace SshGate.Ssh.Tests.Crypto.PostQuantum;

/// <summary>What holds for every key encapsulation, with random keys.</summary>
public sealed class KemTests
{
    private static readonly Dictionary<string, Kem> Kems = Find();

    [Theory]
    [MemberData(nameof(Names))]
    public void Both_sides_get_the_same_secret_and_every_run_another_one(string name)
    {
        var kem = Kems[name];
        using var keys = kem.GenerateKeyPair();
        using var otherKeys = kem.GenerateKeyPair();
        var (ciphertext, secret) = Encapsulate(kem, keys.PublicKey);
        var (otherCiphertext, otherSecret) = Encapsulate(kem, keys.PublicKey);

        Assert.Equal(kem.PublicKeySize, keys.PublicKey.Length);
        Assert.NotEqual(keys.PublicKey, otherKeys.PublicKey);
        Assert.NotEqual(ciphertext, otherCiphertext);
        Assert.NotEqual(secret, otherSecret);
        Assert.Equal(secret, Decapsulate(keys, ciphertext));
        Assert.Equal(otherSecret, Decapsulate(keys, otherCiphertext));
        Assert.NotEqual(secret, Decapsulate(otherKeys, ciphertext));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_ciphertext_that_was_tampered_with_gives_another_secret_always_the_same(string name)
    {
        var kem = Kems[name];
        using var keys = kem.GenerateKeyPair();
        var (ciphertext, secret) = Encapsulate(kem, keys.PublicKey);
        var seen = new HashSet<string> { Convert.ToHexString(secret) };

        foreach (var place in Enumerable.Range(0, 32).Select(i => i * (kem.CiphertextSize - 1) / 31))
        {
            var tampered = ciphertext.ToArray();
            tampered[place] ^= (byte)(1 << (place % 8));
            var rejected = Decapsulate(keys, tampered);

            Assert.True(seen.Add(Convert.ToHexString(rejected)), $"Byte {place}");
            Assert.Equal(rejected, Decapsulate(keys, tampered));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Keys_and_ciphertexts_of_another_size_are_refused(string name)
    {
        var kem = Kems[name];
        using var keys = kem.GenerateKeyPair();
        foreach (var size in new[] { 0, 1, kem.PublicKeySize - 1, kem.PublicKeySize + 1 })
        {
            Assert.Equal(
                DisconnectReason.KeyExchangeFailed,
                Assert.Throws<SshProtocolException>(() => Encapsulate(kem, new byte[size])).Reason);
        }

        Assert.ThrowsAny<ArgumentException>(() => Decapsulate(keys, new byte[kem.CiphertextSize - 1]));
        Assert.ThrowsAny<ArgumentException>(() => Decapsulate(keys, new byte[kem.CiphertextSize + 1]));
    }

    // FIPS 203 §7.2: every place of a coefficient, with the smallest and the largest value that is too large.
    [Fact]
    public void An_mlkem_key_with_a_coefficient_of_3329_or_more_is_refused()
    {
        foreach (var kem in Kems.Values.Where(kem => kem.PublicKeySize == MlKem768.EncapsulationKeySize))
        {
            using var keys = kem.GenerateKeyPair();
            for (var place = 0; place < 3 * MlKemTransform.Degree; place++)
            {
                var offset = place / 2 * 3;
                foreach (var value in new[] { MlKemField.Modulus, 4095 })
                {
                    var key = keys.PublicKey.ToArray();
                    if (place % 2 == 0)
                    {
                        key[offset] = (byte)(value & 0xff);
                        key[offset + 1] = (byte)((key[offset + 1] & 0xf0) | (value >> 8));
                    }
                    else
                    {
                        key[offset + 1] = (byte)((key[offset + 1] & 0x0f) | ((value & 0x0f) << 4));
                        key[offset + 2] = (byte)(value >> 4);
                    }

                    Assert.Throws<SshProtocolException>(() => Encapsulate(kem, key));
                }
            }

            Assert.Equal(kem.CiphertextSize, Encapsulate(kem, keys.PublicKey).Ciphertext.Length);
        }
    }

    // Where the platform has ML-KEM too, the two must be the same algorithm.
    [Fact]
    public void All_implementations_of_mlkem_understand_each_other()
    {
        var all = Kems.Values.Where(kem => kem.PublicKeySize == MlKem768.EncapsulationKeySize).ToArray();
        Assert.Equal(PlatformMlKem768.IsSupported ? 2 : 1, all.Length);
        foreach (var (receiver, sender) in all.SelectMany(receiver => all.Select(sender => (receiver, sender))))
        {
            using var keys = receiver.GenerateKeyPair();
            var (ciphertext, secret) = Encapsulate(sender, keys.PublicKey);
            Assert.Equal(secret, Decapsulate(keys, ciphertext));
        }
    }

    public static TheoryData<string> Names() => [.. Kems.Keys];

    private static Dictionary<string, Kem> Find()
    {
        var kems = new Dictionary<string, Kem>
        {
            ["sntrup761"] = new Sntrup761Kem(),
            ["managed ML-KEM-768"] = new ManagedMlKem768(),
        };
        if (PlatformMlKem768.IsSupported)
        {
            kems.Add("platform ML-KEM-768", new PlatformMlKem768());
        }

        return kems;
    }

    private static (byte[] Ciphertext, byte[] Secret) Encapsulate(Kem kem, byte[] publicKey)
    {
        var ciphertext = new byte[kem.CiphertextSize];
        var secret = new byte[Kem.SecretSize];
        kem.Encapsulate(publicKey, ciphertext, secret);
        return (ciphertext, secret);
    }

    private static byte[] Decapsulate(KemKeyPair keys, byte[] ciphertext)
    {
        var secret = new byte[Kem.SecretSize];
        keys.Decapsulate(ciphertext, secret);
        return secret;
    }
}
