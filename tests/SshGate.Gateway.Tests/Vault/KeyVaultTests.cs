using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SshGate.Gateway.Tests.Identity;
using SshGate.Gateway.Vault;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Tests.Vault;

/// <summary>R10: keys at rest are encrypted and bound to their names; only signatures and public keys come out.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KeyVaultTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sshgate-vault-").FullName;

    private string Folder => Path.Combine(_root, "keys");

    private string MasterKeyFile => Path.Combine(_root, "keys", "master.key");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(SshKeyKind.Ed25519)]
    [InlineData(SshKeyKind.EcdsaP256)]
    [InlineData(SshKeyKind.Rsa3072)]
    public async Task A_generated_key_signs_after_the_vault_is_opened_again(SshKeyKind kind)
    {
        VaultKey made;
        using (var vault = Open())
        {
            made = vault.Generate("web-prod", kind);
        }

        using var again = Open();
        using var signer = again.OpenSigner(KeyReference.Parse("web-prod"));
        var data = "to sign"u8.ToArray();
        var signature = await signer.SignAsync(signer.SignatureAlgorithms[0], data, TestContext.Current.CancellationToken);

        Assert.Equal("web-prod@1", made.Reference.ToString());
        Assert.Equal(made.PublicKey, signer.PublicKey);
        Assert.True(made.PublicKey.Verify(signer.SignatureAlgorithms[0], data, signature));
    }

    [Fact]
    public void An_imported_key_is_the_same_key()
    {
        using var key = SshPrivateKey.Generate(SshKeyKind.Ed25519);
        using var text = key.ExportOpenSsh("old comment");
        using var vault = Open();

        Assert.Equal(key.PublicKey, vault.Import("imported", text.Span, passphrase: null).PublicKey);
        Assert.Equal(VaultFailure.NotAKey, Fails(() => vault.Import("garbage", "not a key"u8, passphrase: null)));
    }

    [Fact]
    public void Nothing_of_a_private_key_is_readable_on_disk()
    {
        using var key = SshPrivateKey.Generate(SshKeyKind.Ed25519);
        using var text = key.ExportOpenSsh("c");
        using (var vault = Open())
        {
            vault.Import("secret", text.Span, passphrase: null);
        }

        var pem = Encoding.ASCII.GetString(text.Span);
        var body = Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-'))));
        var file = JsonNode.Parse(File.ReadAllText(KeyFile("secret@1")))!;
        var everything = File.ReadAllBytes(KeyFile("secret@1")).Concat(Convert.FromBase64String(file["sealed"]!.GetValue<string>())).ToArray();

        // Any 16 bytes of the private part, and any line of the file, would be a leak.
        for (var at = body.Length - 120; at + 16 <= body.Length - 20; at++)
        {
            Assert.Equal(-1, everything.AsSpan().IndexOf(body.AsSpan(at, 16)));
        }

        Assert.DoesNotContain("PRIVATE", Encoding.Latin1.GetString(everything), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_and_folder_belong_to_their_owner_only()
    {
        using var vault = Open();
        vault.Generate("k", SshKeyKind.Ed25519);

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.All(Directory.GetFiles(Folder), file => Assert.Equal(Owner, File.GetUnixFileMode(file)));
        Assert.Equal(3, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public void Rotation_adds_a_version_and_keeps_the_old_until_it_is_removed()
    {
        using var vault = Open();
        var first = vault.Generate("k", SshKeyKind.EcdsaP256);
        var second = vault.Rotate("k");

        Assert.Equal("k@2", second.Reference.ToString());
        Assert.Equal(first.PublicKey.KeyType, second.PublicKey.KeyType);
        Assert.NotEqual(first.PublicKey, second.PublicKey);
        Assert.Equal(second.PublicKey, vault.Find("k")!.PublicKey);
        Assert.Equal(["k@1", "k@2"], vault.List().Keys.Select(key => key.Reference.ToString()));
        using (var old = vault.OpenSigner(KeyReference.Parse("k@1")))
        {
            Assert.Equal(first.PublicKey, old.PublicKey);
        }

        Assert.Equal(["k@1"], vault.Remove(KeyReference.Parse("k@1")).Select(key => key.ToString()));
        Assert.Equal(VaultFailure.NotFound, Fails(() => vault.OpenSigner(KeyReference.Parse("k@1"))));
        Assert.Equal("k@3", vault.Rotate("k").Reference.ToString());
        Assert.Equal(2, vault.Remove(KeyReference.Parse("k")).Count);
        Assert.Null(vault.Find("k"));
    }

    [Fact]
    public void A_name_is_taken_once()
    {
        using var vault = Open();
        vault.Generate("k", SshKeyKind.Ed25519);

        Assert.Equal(VaultFailure.Exists, Fails(() => vault.Generate("k", SshKeyKind.Ed25519)));
        Assert.Equal(VaultFailure.NotFound, Fails(() => vault.Rotate("other")));
        Assert.Equal(VaultFailure.NotFound, Fails(() => vault.Remove(KeyReference.Parse("other"))));
    }

    [Fact]
    public void A_key_opens_for_its_purpose_only()
    {
        using var vault = Open();
        vault.Generate("host", SshKeyKind.Ed25519, KeyPurpose.Host);

        Assert.Equal(VaultFailure.WrongPurpose, Fails(() => vault.OpenSigner(KeyReference.Parse("host"))));
        using var signer = vault.OpenSigner(KeyReference.Parse("host"), KeyPurpose.Host);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../k")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("/etc/passwd")]
    [InlineData("UPPER")]
    [InlineData("-k")]
    [InlineData("_k")]
    [InlineData("k\n")]
    [InlineData("k\0")]
    [InlineData("k@0")]
    [InlineData("k@01")]
    [InlineData("k@-1")]
    [InlineData("k@1@2")]
    [InlineData("k@9999999")]
    [InlineData("ké")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_bad_name_never_becomes_a_path(string name)
    {
        using var vault = Open();

        Assert.Equal(VaultFailure.BadName, Fails(() => vault.Generate(name, SshKeyKind.Ed25519)));
        Assert.Equal(VaultFailure.BadName, Fails(() => KeyReference.Parse(name)));
    }

    [Fact]
    public void Another_master_key_finds_the_vault_locked()
    {
        using (var vault = Open())
        {
            vault.Generate("k", SshKeyKind.Ed25519);
        }

        File.WriteAllText(MasterKeyFile, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        Assert.Equal(VaultFailure.Locked, Fails(() => Open()));

        File.Delete(MasterKeyFile);
        var missing = Assert.Throws<VaultException>(() => Open());
        Assert.Equal(VaultFailure.Locked, missing.Failure);
        Assert.False(File.Exists(MasterKeyFile));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public void A_master_key_of_another_length_or_form_is_refused(string text)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(MasterKeyFile, text);
        File.SetUnixFileMode(MasterKeyFile, UnixFileMode.UserRead);

        Assert.Equal(VaultFailure.Locked, Fails(() => Open()));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void A_master_key_that_others_may_use_is_refused(UnixFileMode more)
    {
        Open().Dispose();
        File.SetUnixFileMode(MasterKeyFile, UnixFileMode.UserRead | more);

        var refused = Assert.Throws<VaultException>(() => Open());
        Assert.Equal(VaultFailure.Locked, refused.Failure);
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_master_key_comes_from_file_environment_or_command()
    {
        using (var vault = Open())
        {
            vault.Generate("k", SshKeyKind.Ed25519);
        }

        var bytes = Convert.FromHexString(File.ReadAllText(MasterKeyFile).Trim());
        const string Variable = "SSHGATE_TEST_MASTER_KEY";
        Environment.SetEnvironmentVariable(Variable, Convert.ToBase64String(bytes));
        try
        {
            foreach (var source in (MasterKeyOptions[])
                [
                    new() { Environment = Variable },
                    new() { Command = ["/bin/cat", MasterKeyFile] },
                ])
            {
                using var vault = KeyVault.Open(Folder, new VaultOptions { MasterKey = source });
                Assert.NotNull(vault.Find("k"));
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }

        Assert.Equal(VaultFailure.Locked, Fails(() => KeyVault.Open(Folder, new VaultOptions { MasterKey = new() { Environment = Variable } })));
        Assert.Equal(VaultFailure.Locked, Fails(() => KeyVault.Open(Folder, new VaultOptions { MasterKey = new() { Command = ["/bin/false"] } })));
        Assert.Equal(VaultFailure.Locked, Fails(() => KeyVault.Open(Folder, new VaultOptions { MasterKey = new() { Command = ["/no/such"] } })));
        Assert.Equal(VaultFailure.Locked, Fails(() => KeyVault.Open(Folder, new VaultOptions { MasterKey = new() })));
    }

    [Theory]
    [InlineData("name", "\"other\"")]
    [InlineData("version", "2")]
    [InlineData("purpose", "\"Host\"")]
    [InlineData("created", "\"2020-01-01T00:00:00+00:00\"")]
    [InlineData("format", "\"sshgate-key-2\"")]
    [InlineData("salt", "\"AAAA\"")]
    [InlineData("nonce", "\"AAAAAAAAAAAAAAAA\"")]
    [InlineData("sealed", "\"AAAA\"")]
    [InlineData("extra", "1")]
    public void A_changed_field_is_noticed(string field, string value)
    {
        using var vault = Open();
        vault.Generate("k", SshKeyKind.Ed25519);
        Change("k@1", json => json[field] = JsonNode.Parse(value));

        var failure = Fails(() => vault.OpenSigner(KeyReference.Parse("k@1")));
        Assert.True(failure is VaultFailure.Damaged or VaultFailure.WrongPurpose, failure.ToString());
        Assert.Equal("k@1.sealed", Assert.Single(vault.List().Problems).File);
    }

    [Fact]
    public void An_exchanged_public_key_is_not_listed()
    {
        using var vault = Open();
        vault.Generate("k", SshKeyKind.Ed25519);
        using var attacker = SshPrivateKey.Generate(SshKeyKind.Ed25519);
        Change("k@1", json => json["public"] = attacker.PublicKey.ToOpenSsh());

        Assert.Empty(vault.List().Keys);
        Assert.Equal(VaultFailure.Damaged, Fails(() => vault.Find("k")));
    }

    [Fact]
    public void A_file_renamed_to_another_key_is_noticed()
    {
        using var vault = Open();
        vault.Generate("test", SshKeyKind.Ed25519);
        vault.Generate("production", SshKeyKind.Ed25519);
        File.Copy(KeyFile("test@1"), KeyFile("production@1"), overwrite: true);
        File.Copy(KeyFile("test@1"), KeyFile("production@2"));

        Assert.Equal(VaultFailure.Damaged, Fails(() => vault.OpenSigner(KeyReference.Parse("production@1"))));
        Assert.Equal(VaultFailure.Damaged, Fails(() => vault.OpenSigner(KeyReference.Parse("production"))));
    }

    [Fact]
    public void Any_changed_byte_of_a_key_file_is_noticed_or_without_effect()
    {
        using var vault = Open();
        var made = vault.Generate("k", SshKeyKind.Ed25519);
        var file = KeyFile("k@1");
        var content = File.ReadAllBytes(file);
        var edits = from at in Gen.Choose(0, content.Length - 1)
                    from value in Gen.Choose(0, 255)
                    select (At: at, Value: value);
        Prop.ForAll(Arb.From(edits), edit =>
        {
            var changed = (byte[])content.Clone();
            changed[edit.At] = (byte)edit.Value;
            File.WriteAllBytes(file, changed);
            try
            {
                using var signer = vault.OpenSigner(KeyReference.Parse("k@1"));
                return signer.PublicKey.Equals(made.PublicKey);
            }
            catch (VaultException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_missing_check_file_is_noticed()
    {
        using (var vault = Open())
        {
            vault.Generate("k", SshKeyKind.Ed25519);
        }

        File.Delete(Path.Combine(Folder, "vault.json"));
        Assert.Equal(VaultFailure.Damaged, Fails(() => Open()));
    }

    [Fact]
    public void Two_versions_added_at_once_do_not_replace_each_other()
    {
        using var one = Open();
        using var two = Open();
        one.Generate("k", SshKeyKind.Ed25519);
        File.Copy(KeyFile("k@1"), KeyFile("k@2"));

        // The other program's file is there, and not listed as ours: it must survive.
        var before = File.ReadAllBytes(KeyFile("k@2"));
        Assert.ThrowsAny<VaultException>(() => two.Rotate("k"));
        Assert.Equal(before, File.ReadAllBytes(KeyFile("k@2")));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_content_and_no_remains()
    {
        var file = Path.Combine(_root, "f");
        PrivateFile.Write(file, "old"u8);
        Assert.ThrowsAny<IOException>(() => PrivateFile.Create(file, "new"u8));

        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFiles(_root));
        using var secret = PrivateFile.Read(file, 3);
        Assert.ThrowsAny<IOException>(() => PrivateFile.Read(file, 2));
        Assert.Equal("old"u8, secret.Span);
    }

    private static VaultFailure Fails(Func<object?> act) => Assert.Throws<VaultException>(act).Failure;

    private KeyVault Open() => KeyVault.Open(Folder, new VaultOptions { MasterKey = new() { File = MasterKeyFile } }, new TestClock());

    private string KeyFile(string reference) => Path.Combine(Folder, reference + ".sealed");

    private void Change(string reference, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(KeyFile(reference)))!.AsObject();
        change(json);
        File.WriteAllText(KeyFile(reference), json.ToJsonString());
    }
}
