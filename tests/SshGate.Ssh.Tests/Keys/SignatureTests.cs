using FsCheck;
using FsCheck.Fluent;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Keys;

public sealed class SignatureTests
{
    private static readonly byte[] Data = "the bytes that were signed"u8.ToArray();

    public static TheoryData<SshKeyKind, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<SshKeyKind, string>();
            foreach (var kind in Enum.GetValues<SshKeyKind>())
            {
                foreach (var algorithm in KeyBlobs.Of(kind).SignatureAlgorithms)
                {
                    pairs.Add(kind, algorithm);
                }
            }

            return pairs;
        }
    }

    [Fact]
    public void The_table_holds_each_algorithm_once_and_neither_sha1_nor_dsa()
    {
        Assert.Equal(
            [
                "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
                "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", "rsa-sha2-512", "rsa-sha2-256",
            ],
            AlgorithmTable.SignatureAlgorithms);
        Assert.Equal(
            [
                "ssh-ed25519-cert-v01@openssh.com", "ecdsa-sha2-nistp256-cert-v01@openssh.com",
                "ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp521-cert-v01@openssh.com",
                "rsa-sha2-512-cert-v01@openssh.com", "rsa-sha2-256-cert-v01@openssh.com",
                "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512",
                "rsa-sha2-256",
            ],
            AlgorithmTable.HostKeyAlgorithms);
        Assert.Equal("sk-ssh-ed25519-cert-v01@openssh.com", AlgorithmTable.CertificateTypeOf("sk-ssh-ed25519@openssh.com"));
        Assert.Equal("ssh-rsa", AlgorithmTable.KeyTypeOfCertificate("ssh-rsa-cert-v01@openssh.com"));
        Assert.Null(AlgorithmTable.KeyTypeOfCertificate("rsa-sha2-256-cert-v01@openssh.com"));
        Assert.Null(AlgorithmTable.KeyTypeOfCertificate("ssh-dss-cert-v01@openssh.com"));
        Assert.Equal(
            new KeyAlgorithm("rsa-sha2-256-cert-v01@openssh.com", "ssh-rsa", "rsa-sha2-256", true),
            AlgorithmTable.Find("rsa-sha2-256-cert-v01@openssh.com"));

        // It would be signed with SHA-1.
        Assert.Null(AlgorithmTable.Find("ssh-rsa-cert-v01@openssh.com"));
        Assert.Null(AlgorithmTable.Find("ssh-rsa"));
        Assert.Equal(["rsa-sha2-512", "rsa-sha2-256"], AlgorithmTable.SignaturesOf("ssh-rsa"));
        Assert.Equal("ssh-rsa", AlgorithmTable.KeyTypeOf("rsa-sha2-256"));
        Assert.Null(AlgorithmTable.KeyTypeOf("ssh-rsa"));
        Assert.Null(AlgorithmTable.KeyTypeOf("ssh-dss"));
        Assert.False(AlgorithmTable.Allows("ssh-rsa", "ssh-rsa"));
        Assert.False(AlgorithmTable.Allows("none", "none"));
        Assert.Empty(AlgorithmTable.SignaturesOf("ssh-dss"));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_signature_verifies_for_its_key_data_and_algorithm_only(SshKeyKind kind, string algorithm)
    {
        var key = KeyBlobs.Of(kind);
        var blob = await SignAsync(key, algorithm);
        Assert.True(key.PublicKey.Verify(algorithm, Data, blob));
        Assert.True(SshPublicKey.Parse(key.PublicKey.Blob.Span).Verify(algorithm, Data, blob));
        Assert.False(key.PublicKey.Verify(algorithm, "other"u8, blob));
        using var other = SshPrivateKey.Generate(kind);
        Assert.False(other.PublicKey.Verify(algorithm, Data, blob));

        foreach (var wrong in AlgorithmTable.SignatureAlgorithms.Append("ssh-rsa").Where(name => name != algorithm))
        {
            Assert.False(key.PublicKey.Verify(wrong, Data, blob));
            Assert.False(key.PublicKey.Verify(algorithm, Data, Rename(blob, wrong)));
            Assert.False(key.PublicKey.Verify(wrong, Data, Rename(blob, wrong)));
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_damaged_signature_does_not_verify(SshKeyKind kind, string algorithm)
    {
        var key = KeyBlobs.Of(kind);
        var blob = await SignAsync(key, algorithm);
        for (var i = 0; i < blob.Length; i++)
        {
            var damaged = blob.ToArray();
            damaged[i] ^= 0x10;
            Assert.False(key.PublicKey.Verify(algorithm, Data, damaged));
            Assert.False(key.PublicKey.Verify(algorithm, Data, blob.AsSpan(0, i)));
        }

        Assert.False(key.PublicKey.Verify(algorithm, Data, [.. blob, 0]));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Any_bytes_as_a_signature_are_just_not_genuine(SshKeyKind kind, string algorithm)
    {
        var key = KeyBlobs.Of(kind).PublicKey;
        Prop.ForAll<byte[]>(bytes =>
            !key.Verify(algorithm, Data, bytes)
            && !key.Verify(algorithm, Data, SignatureBlob.Encode(algorithm, bytes))
            && !key.Verify(algorithm, Data, SignatureBlob.Encode(algorithm, SshWriter.ToArray(w =>
            {
                w.WriteMpint(bytes);
                w.WriteMpint(bytes);
            })))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Ecdsa_refuses_zero_and_oversized_numbers()
    {
        var key = KeyBlobs.Of(SshKeyKind.EcdsaP256).PublicKey;
        foreach (var (r, s) in new[] { (0, 0), (0, 32), (32, 0), (33, 32), (32, 33), (1000, 1000) })
        {
            var signature = SshWriter.ToArray(w =>
            {
                w.WriteMpint(Enumerable.Repeat((byte)0xff, r).ToArray());
                w.WriteMpint(Enumerable.Repeat((byte)0xff, s).ToArray());
            });
            Assert.False(key.Verify(key.KeyType, Data, SignatureBlob.Encode(key.KeyType, signature)));
        }
    }

    [Theory]
    [InlineData(SshKeyKind.Ed25519, "rsa-sha2-512")]
    [InlineData(SshKeyKind.Rsa3072, "ssh-rsa")]
    [InlineData(SshKeyKind.EcdsaP256, "ecdsa-sha2-nistp384")]
    public async Task A_key_does_not_sign_with_an_algorithm_of_another_type(SshKeyKind kind, string algorithm) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await SignAsync(KeyBlobs.Of(kind), algorithm));

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Signs_from_several_threads_at_once(SshKeyKind kind, string algorithm)
    {
        var key = KeyBlobs.Of(kind);
        await Parallel.ForAsync(0, 32, TestContext.Current.CancellationToken, async (_, _) =>
        {
            var blob = await SignAsync(key, algorithm);
            Assert.True(key.PublicKey.Verify(algorithm, Data, blob));
        });
    }

    private static async Task<byte[]> SignAsync(SshPrivateKey key, string algorithm) =>
        await key.SignAsync(algorithm, Data, TestContext.Current.CancellationToken);

    private static byte[] Rename(byte[] blob, string algorithm)
    {
        var reader = new SshReader(blob);
        reader.ReadString();
        return SignatureBlob.Encode(algorithm, reader.ReadString().ToArray());
    }
}
