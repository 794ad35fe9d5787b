using SshGate.Ssh.Keys;

namespace SshGate.Ssh.Crypto;

/// <summary>
/// Known signatures; each method says whether this machine finds the signature genuine, and not genuine for other data.
/// </summary>
internal static class KnownSignatures
{
    private const string RsaModulus =
        "db098ad2898d5f65f991a58da192cffdd249497d1cffd13afffc146d5bb69ded" +
        "e903c5db427229d0616c64058fa91cfb77ec20c8bff50b3953008de09e24dd9b" +
        "48bea0e1fcbe73e0a38af6faabe706eb0c9f83f43447437d930f1339e46da890" +
        "b2b13e274eedd6b1858bc0e7f6dbe029ce50faebd64c68be9efb0d7a6bed5098" +
        "10f738e37059db09452ce97f9a1f378734e96e7fce45753070ed7c8ee0a07425" +
        "282d89102f5416131bb4139713b9c3a0b45aed929c271e01304657d4c3c26ad3" +
        "1854414f6544d66daf3a56a00c6f78077f9773dd2a5764c773f5ca7ac4a5f24f" +
        "958fde57a0fbd0d34e146a8461f5523aa8fecdb92c509b7ddb638ceb35b79e1d";

    /// <summary>RFC 8032 §7.1, test 3.</summary>
    public static bool Ed25519()
    {
        const string Signature =
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac" +
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";
        using var key = Crypto.Ed25519.ImportSeed(
            Hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
        var publicKey = Crypto.Ed25519.ExportPublicKey(key);
        return publicKey.AsSpan().SequenceEqual(Hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"))
            && Crypto.Ed25519.Sign(key, [0xaf, 0x82]).AsSpan().SequenceEqual(Hex(Signature))
            && Crypto.Ed25519.Verify(key, [0xaf, 0x82], Hex(Signature))
            && !Crypto.Ed25519.Verify(key, [0xaf, 0x83], Hex(Signature));
    }

    /// <summary>RFC 6979 A.2.5, message "sample".</summary>
    public static bool EcdsaP256() => Ecdsa(
        NistCurve.P256,
        "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6" +
        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" +
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");

    /// <summary>RFC 6979 A.2.6, message "sample".</summary>
    public static bool EcdsaP384() => Ecdsa(
        NistCurve.P384,
        "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13" +
        "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720",
        "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46" +
        "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8");

    /// <summary>RFC 6979 A.2.7, message "sample".</summary>
    public static bool EcdsaP521() => Ecdsa(
        NistCurve.P521,
        "01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd37" +
        "1123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4" +
        "00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a28" +
        "a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5",
        "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f17" +
        "4e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa" +
        "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af28" +
        "2623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a");

    /// <summary>Made with OpenSSL, message "sample".</summary>
    public static bool RsaSha256() => Rsa(
        AlgorithmTable.RsaSha256,
        "4aee2cbf5a357ecbca7294a364643e92635e7825ed5bdeece95b7791ee9af04e" +
        "43eac9315053454ddd5d680603da64ae5810ba7114c61db727a2a88ff2785e88" +
        "3d5c9fc72f44969bfe3c01f90031833226f133f7f7bb98ab294dc905a7a2a9da" +
        "9b58faf3d382c0720681b5dbb95e9821bf0c23033f15e6264fd87c9887d4d04d" +
        "42648cf1c8c89ca204cf5b7166187add370c00c9678c4127c303db1329748349" +
        "0b2298b027c31b8ac541c3cc11f839a6511f6bc47cbd227e9f4106412d35d87c" +
        "317839fe5b129abd3e980db4e92c0f5f92f2f9041734a2076fa49b4c5d4fdad7" +
        "fea1a43971ff11d8d21e4298a9140434a6d787b00ecefa9276163e977cf87f33");

    /// <summary>Made with OpenSSL, message "sample".</summary>
    public static bool RsaSha512() => Rsa(
        AlgorithmTable.RsaSha512,
        "96ed295b6961144732a400e388a2d5bf7e6a944f4e38d9fdfde07f26569f1e8e" +
        "f8795be1278abc90652cec5427d4b855a3ab807f6b65ee76261e1a29789c5cbb" +
        "4a52d064fc71c382d945317c8de1562a0f7ff7c54048d3443b695ff953d6b217" +
        "520d91c8657baef06d3f88eb75444d2ce3a256279bf0a1cddd318aa8d9917b1d" +
        "4a9012eaf131e456f0ddb3b5372b22502e8dea99234211be166c9d3f33491d4d" +
        "39c5582d15a001400197c9faf153dc9d9696dbbbf3958af2896c6083091705d9" +
        "1d57cd6da938c4e1f8bb69bff749703310b94101914a336f4cedec0c9f96c050" +
        "e138f1b9bab66099895826d91a4f12bd74d8d1f2fe26b31ff7a1583c09f4d706");

    private static bool Ecdsa(NistCurve curve, string point, string signature)
    {
        var key = new EcdsaPublicKey(curve, curve.ReadPoint(Hex("04" + point), DisconnectReason.ProtocolError));
        return IsKnown(key, key.KeyType, EcdsaPublicKey.EncodeSignature(Hex(signature)));
    }

    private static bool Rsa(string algorithm, string signature) =>
        IsKnown(new RsaPublicKey([1, 0, 1], Hex(RsaModulus)), algorithm, Hex(signature));

    private static bool IsKnown(PublicKeyMaterial key, string algorithm, byte[] signature) =>
        key.Verify(algorithm, "sample"u8, signature, null) && !key.Verify(algorithm, "simple"u8, signature, null);

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
