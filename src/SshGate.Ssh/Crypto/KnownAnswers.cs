using System.Security.Cryptography;

namespace SshGate.Ssh.Crypto;

/// <summary>
/// Published examples of key agreement, ciphers and MACs; each method says whether this machine gets the same result.
/// </summary>
internal static class KnownAnswers
{
    /// <summary>RFC 7748 §6.1.</summary>
    public static bool X25519()
    {
        using var alice = new X25519KeyAgreement(
            Hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
        using var bob = new X25519KeyAgreement(
            Hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
        return Is(alice.PublicKey, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
            && Is(bob.PublicKey, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
            && Is(
                alice.DeriveSecret(bob.PublicKey),
                "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    }

    /// <summary>RFC 5903 §8.1.</summary>
    public static bool EcdhP256() => Ecdh(
        NistCurve.P256,
        "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
        "dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180" +
        "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3",
        "d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63" +
        "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab",
        "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de");

    /// <summary>RFC 5903 §8.2.</summary>
    public static bool EcdhP384() => Ecdh(
        NistCurve.P384,
        "099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee3faef896783ab194",
        "667842d7d180ac2cde6f74f37551f55755c7645c20ef73e31634fe72b4c55ee6de3ac808acb4bdb4c88732aee95f41aa" +
        "9482ed1fc0eeb9cafc4984625ccfc23f65032149e0e144ada024181535a0f38eeb9fcff3c2c947dae69b4c634573a81c",
        "e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc509d0d1ac43a0336def96fda41d0774a3571" +
        "dcfbec7aacf3196472169e838430367f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e6386c",
        "11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d09cf5d4a270f59746");

    /// <summary>RFC 5903 §8.3.</summary>
    public static bool EcdhP521() => Ecdh(
        NistCurve.P521,
        "0037ade9319a89f4dabdb3ef411aaccca5123c61acab57b5393dce47608172a095" +
        "aa85a30fe1c2952c6771d937ba9777f5957b2639bab072462f68c27a57382d4a52",
        "0015417e84dbf28c0ad3c278713349dc7df153c897a1891bd98bab4357c9ecbee1" +
        "e3bf42e00b8e380aeae57c2d107564941885942af5a7f4601723c4195d176ced3e" +
        "017cae20b6641d2eeb695786d8c946146239d099e18e1d5a514c739d7cb4a10ad8" +
        "a788015ac405d7799dc75e7b7d5b6cf2261a6a7f1507438bf01beb6ca3926f9582",
        "00d0b3975ac4b799f5bea16d5e13e9af971d5e9b984c9f39728b5e5739735a219b" +
        "97c356436adc6e95bb0352f6be64a6c2912d4ef2d0433ced2b6171640012d9460f" +
        "015c68226383956e3bd066e797b623c27ce0eac2f551a10c2c724d9852077b8722" +
        "0b6536c5c408a1d2aebb8e86d678ae49cb57091f4732296579ab44fcd17f0fc56a",
        "01144c7d79ae6956bc8edb8e7c787c4521cb086fa64407f97894e5e6b2d79b04d1" +
        "427e73ca4baa240a34786859810c06b3c715a3a8cc3151f2bee417996d19f3ddea");

    /// <summary>
    /// The prime, and a public value and a secret with it, for each group of RFC 3526, by their SHA-256; computed from the
    /// formulas of the RFC with another program.
    /// </summary>
    public static bool Group14() => Modp(
        ModpGroup.Group14,
        "d66436f79bbd6b2e38c0ffbd079be904d2641415e2e67140e09448be9a60890e",
        "8610d2737019bde6db1f4019928c3829408cb3e18f2eda78ea2a6b8f5c66c3dd");

    /// <inheritdoc cref="Group14"/>
    public static bool Group16() => Modp(
        ModpGroup.Group16,
        "4ee95187682bcb230ad26a95205f6920e84708f6251b3894329b09ec23919e33",
        "de1cd0b1fd241b0affe6b99daed4575cf7394d9e23bdeb3606f6a4c0ffd2feae");

    /// <inheritdoc cref="Group14"/>
    public static bool Group18() => Modp(
        ModpGroup.Group18,
        "39ab4feab950a3128fb71accb9fc3965d857012e081998a85996e3ea8b3c3bcf",
        "95f1f9ffbc98f9afbf999f453bda9189bcfbf3d4a874d85caae9cf0e6951ce30");

    /// <summary>RFC 8439 §2.4.2 and §2.5.2.</summary>
    public static bool ChaCha20Poly1305()
    {
        byte[] text =
        [
            .. "Ladies and Gentlemen of the class of '99: "u8,
            .. "If I could offer you only one tip for the future, sunscreen would be it."u8,
        ];
        using var cipher = new ChaCha20(Hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
        cipher.Start(Hex("01000000000000000000004a00000000"));
        cipher.Transform(text, text);

        using var mac = new Poly1305();
        var tag = new byte[Poly1305.TagSize];
        mac.Compute(
            Hex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b"),
            "Cryptographic Forum Research Group"u8,
            tag);

        return Is(tag, "a8061dc1305136c6c22b8baf0c0127a9") && Is(
            text,
            "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0bf91b65c5524733ab8f593dabcd62b357" +
            "1639d624e65152ab8f530c359f0861d807ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736" +
            "5af90bbf74a35be6b40b8eedf2785e42874d");
    }

    /// <summary>The GCM specification, test cases 4 and 16.</summary>
    public static bool AesGcm() =>
        Gcm(
            "feffe9928665731c6d6a8f9467308308",
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e" +
            "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
            "5bc94fbc3221a5db94fae95ae7121a47")
        && Gcm(
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa" +
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b");

    /// <summary>NIST SP 800-38A, F.5.1, F.5.3 and F.5.5.</summary>
    public static bool AesCtr() =>
        Ctr(
            "2b7e151628aed2a6abf7158809cf4f3c",
            "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff" +
            "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee")
        && Ctr(
            "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
            "1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e94" +
            "1e36b26bd1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050")
        && Ctr(
            "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
            "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5" +
            "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6");

    /// <summary>FIPS 180-4, message "abc".</summary>
    public static bool Sha1() => Is(
        CryptographicOperations.HashData(HashAlgorithmName.SHA1, "abc"u8), "a9993e364706816aba3e25717850c26c9cd0d89d");

    /// <summary>RFC 2202 §3, test case 2.</summary>
    public static bool HmacSha1() => Hmac(HashAlgorithmName.SHA1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");

    /// <summary>RFC 4231 §4.3.</summary>
    public static bool HmacSha256() => Hmac(
        HashAlgorithmName.SHA256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

    /// <summary>RFC 4231 §4.3.</summary>
    public static bool HmacSha512() => Hmac(
        HashAlgorithmName.SHA512,
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554" +
        "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");

    private static bool Ecdh(NistCurve curve, string privateKey, string publicKey, string peer, string secret)
    {
        var point = Hex("04" + publicKey);
        using var agreement = new EcdhKeyAgreement(curve, ECDiffieHellman.Create(new ECParameters
        {
            Curve = curve.Curve,
            D = Hex(privateKey),
            Q = curve.ReadPoint(point, DisconnectReason.KeyExchangeFailed),
        }));
        return agreement.PublicKey.AsSpan().SequenceEqual(point)
            && Is(agreement.DeriveSecret(Hex("04" + peer)), secret);
    }

    // The exponent is the bytes 1 to 64, and the peer's value 3.
    private static bool Modp(ModpGroup group, string primeHash, string valuesHash)
    {
        using var agreement = new ModpKeyAgreement(group, [.. Enumerable.Range(1, 64).Select(i => (byte)i)]);
        return Is(SHA256.HashData(group.Prime), primeHash)
            && Is(SHA256.HashData([.. agreement.PublicKey, .. agreement.DeriveSecret([3])]), valuesHash);
    }

    private static bool Gcm(string key, string ciphertext, string tag)
    {
        var text = Hex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" +
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        var written = new byte[16];
        using var cipher = new AesGcm(Hex(key), written.Length);
        cipher.Encrypt(
            Hex("cafebabefacedbaddecaf888"), text, text, written, Hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"));
        return Is(text, ciphertext) && Is(written, tag);
    }

    private static bool Ctr(string key, string ciphertext)
    {
        var text = Hex(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51" +
            "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
        using var cipher = new AesCtr(Hex(key), Hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
        cipher.Transform(text, text);
        return Is(text, ciphertext);
    }

    // The example's data is "what do ya want for nothing?"; its first four bytes stand in for the sequence number.
    private static bool Hmac(HashAlgorithmName hash, string tag)
    {
        using var mac = new PacketHmac(hash, "Jefe"u8);
        var written = new byte[mac.TagSize];
        mac.Compute(0x77686174, " do ya want for nothing?"u8, written);
        return Is(written, tag);
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);

    private static bool Is(ReadOnlySpan<byte> value, string expected) => value.SequenceEqual(Hex(expected));
}
