using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using SshGate.Gateway.Targets;
using SshGate.Gateway.Vault;
using SshGate.Policy;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Tests.Targets;

/// <summary>R7, R11: the catalogue, strict and with pinned host keys.</summary>
public sealed class TargetCatalogueTests : IDisposable
{
    private static readonly SshPublicKey HostKey = NewKey(SshKeyKind.Ed25519);

    private readonly string _folder = Directory.CreateTempSubdirectory("sshgate-targets-").FullName;

    private string File => Path.Combine(_folder, "targets.yaml");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Good =>
        $"""
        # The machines of the web team.
        targets:
          - name: web-1          # the first one
            host: 192.0.2.10
            port: 2022
            environment: production
            labels: {"{"} team: web, tier: "1" {"}"}
            host_keys:
              - {HostKey.ToOpenSsh()} root@web-1
            accounts:
              - name: deploy
                key: web-prod
              - name: root
                key: web-root@2
            default_account: deploy

          # The database.
          - name: db-1
            host: db.example.com
            host_keys: [ {HostKey.ToOpenSsh()} ]
            accounts: [ {"{"} name: app, key: db {"}"} ]

        """;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Reads_targets_in_order()
    {
        var catalogue = Open(Good);
        var web = catalogue.Find("web-1")!;

        Assert.Equal(["web-1", "db-1"], catalogue.Targets.Select(target => target.Name));
        Assert.Equal(("192.0.2.10", 2022, "production"), (web.Host, web.Port, web.Environment));
        Assert.Equal("web", web.Labels["team"]);
        Assert.Equal("1", web.Labels["tier"]);
        Assert.Equal([HostKey], web.HostKeys);
        Assert.Equal("web-prod", web.FindAccount(null)!.Credential.VaultKey.ToString());
        Assert.Equal(2, web.FindAccount("root")!.Credential.VaultKey.Version);
        Assert.Null(web.FindAccount("nobody"));
        Assert.Equal((22, "app"), (catalogue.Find("db-1")!.Port, catalogue.Find("db-1")!.FindAccount(null)!.Name));
        Assert.Null(catalogue.Find("WEB-1"));
    }

    [Theory]
    [InlineData("posix", ShellDialect.Posix)]
    [InlineData("bash", ShellDialect.Bash)]
    [InlineData("zsh", ShellDialect.Zsh)]
    [InlineData("none", ShellDialect.None)]
    public async Task A_target_says_its_shell_and_keeps_it_when_the_file_is_written_anew(string name, ShellDialect shell)
    {
        var catalogue = Open(Good.Replace("port: 2022", $"shell: {name}", StringComparison.Ordinal));
        Assert.Equal(shell, catalogue.Find("web-1")!.Shell);
        Assert.Equal(ShellDialect.Posix, catalogue.Find("db-1")!.Shell);

        await catalogue.SaveAsync(catalogue.Targets, Token);
        Assert.Equal(shell, TargetCatalogue.Open(File).Find("web-1")!.Shell);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("targets:\n")]
    [InlineData("targets: []\n")]
    public void An_empty_catalogue_is_one(string text) => Assert.Empty(Open(text).Targets);

    [Fact]
    public void A_missing_file_is_an_empty_catalogue() => Assert.Empty(TargetCatalogue.Open(File).Targets);

    [Theory]
    [InlineData("host_keys", "host_keys: []", "at least one")]
    [InlineData("host_keys", null, "'host_keys' is missing")]
    [InlineData("host_keys", "host_keys: [ ssh-ed25519 AAAA ]", "no public key")]
    [InlineData("host_keys", "host_keys: [ \"*\" ]", "no public key")]
    [InlineData("name", null, "'name' is missing")]
    [InlineData("name", "name: ../x", "name: found '../x'")]
    [InlineData("name", "name: A", "name: found 'A'")]
    [InlineData("name", "name: \"a\\nb\"", "name: found")]
    [InlineData("name", "name: [a]", "found no text")]
    [InlineData("host", "host: a b", "host: found 'a b'")]
    [InlineData("host", "host: -oProxyCommand=x", "host: found")]
    [InlineData("host", "host: \"\"", "host: found ''")]
    [InlineData("port", "port: 0", "1 to 65535")]
    [InlineData("port", "port: 65536", "1 to 65535")]
    [InlineData("port", "port: 0x16", "1 to 65535")]
    [InlineData("accounts", "accounts: []", "at least one")]
    [InlineData("accounts", "accounts: [ { name: a } ]", "'key' is missing")]
    [InlineData("accounts", "accounts: [ { name: -a, key: k } ]", "name: found '-a'")]
    [InlineData("accounts", "accounts: [ { name: a, key: ../k } ]", "key: found '../k'")]
    [InlineData("accounts", "accounts: [ { name: a, key: k }, { name: a, key: k2 } ]", "second account")]
    [InlineData("default_account", "default_account: nobody", "one of the accounts")]
    [InlineData("labels", "labels: [ a ]", "no mapping")]
    [InlineData("shell", "shell: fish", "shell: found 'fish'; accepted: posix, bash, zsh or none")]
    [InlineData("environment", "environment: \"\\u202e\"", "environment: found")]
    [InlineData("host_key", "host_key: x", "found the key 'host_key'")]
    [InlineData("name", "name: a\n    name: b", "uplicate key")]
    [InlineData("name", "name: &a x", "anchor")]
    [InlineData("name", "name: !!str x", "a tag")]
    [InlineData("port", "port: [[[[[[[[[[[[1]]]]]]]]]]]]", "deeply")]
    public void A_bad_entry_is_named_with_its_place(string field, string? line, string expected)
    {
        var fields = new Dictionary<string, string?>
        {
            ["name"] = "name: a",
            ["host"] = "host: 192.0.2.1",
            ["host_keys"] = $"host_keys: [ {HostKey.ToOpenSsh()} ]",
            ["accounts"] = "accounts: [ { name: root, key: k } ]",
            [field] = line,
        };
        var text = "targets:\n  - " + string.Join("\n    ", fields.Values.Where(value => value is not null)) + "\n";

        var problem = Assert.Throws<TargetFileException>(() => Open(text));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.StartsWith(File + ":", problem.Message, StringComparison.Ordinal);
        Assert.All(problem.Problems, found => Assert.InRange(found.Line, 1, 12));
    }

    [Theory]
    [InlineData("targets: 5\n", "1:10")]
    [InlineData("target: []\n", "1:1")]
    [InlineData("- a\n", "1:1")]
    [InlineData("targets: []\n---\ntargets: []\n", "3:1")]
    [InlineData("targets: [\n", "2:1")]
    [InlineData("targets:\n\t- name: x\n", "1:1")]
    public void A_bad_file_is_named_with_its_place(string text, string place) =>
        Assert.Contains($"targets.yaml:{place}", Assert.Throws<TargetFileException>(() => Open(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void All_problems_are_named_at_once()
    {
        var text = Good.Replace("port: 2022", "port: x", StringComparison.Ordinal).Replace("db.example.com", "-x", StringComparison.Ordinal);

        Assert.Equal([5, 19], Assert.Throws<TargetFileException>(() => Open(text)).Problems.Select(problem => (int)problem.Line));
    }

    [Fact]
    public void A_second_target_of_the_same_name_is_refused() =>
        Assert.Contains(
            "second target",
            Assert.Throws<TargetFileException>(() => Open(Good.Replace("db-1", "web-1", StringComparison.Ordinal))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_changed_file_is_taken_over_and_a_bad_one_changes_nothing()
    {
        var catalogue = Open(Good);
        Replace(Good.Replace("db-1", "db-2", StringComparison.Ordinal), 1);
        Assert.NotNull(catalogue.Find("db-2"));
        Assert.Null(catalogue.Find("db-1"));

        Replace("targets: 5\n", 2);
        Assert.NotNull(catalogue.Find("db-2"));
        Assert.Contains("1:10", catalogue.Problem!, StringComparison.Ordinal);

        System.IO.File.Delete(File);
        Assert.NotNull(catalogue.Find("db-2"));
        Assert.NotNull(catalogue.Problem);

        Replace(Good, 3);
        Assert.NotNull(catalogue.Find("db-1"));
        Assert.Null(catalogue.Problem);
    }

    [Fact]
    public async Task Adding_and_removing_change_only_their_own_lines()
    {
        var catalogue = Open(Good);
        await catalogue.AddAsync(NewTarget("new-1"), Token);
        var added = await System.IO.File.ReadAllTextAsync(File, Token);
        Assert.StartsWith(Good, added, StringComparison.Ordinal);
        Assert.Equal(["web-1", "db-1", "new-1"], catalogue.Targets.Select(target => target.Name));

        Assert.True(await catalogue.RemoveAsync("new-1", Token));
        Assert.Equal(Good, await System.IO.File.ReadAllTextAsync(File, Token));

        Assert.True(await catalogue.RemoveAsync("web-1", Token));
        Assert.Equal(["db-1"], catalogue.Targets.Select(target => target.Name));
        Assert.StartsWith("# The machines of the web team.", await System.IO.File.ReadAllTextAsync(File, Token), StringComparison.Ordinal);

        Assert.True(await catalogue.RemoveAsync("db-1", Token));
        Assert.Empty(catalogue.Targets);
        Assert.False(await catalogue.RemoveAsync("db-1", Token));
    }

    [Theory]
    [InlineData("targets: []\n")]
    [InlineData("")]
    [InlineData("targets:\n- { name: a, host: h, host_keys: [ KEY ], accounts: [ { name: a, key: k } ] }")]
    [InlineData("{ targets: [ { name: a, host: h, host_keys: [ KEY ], accounts: [ { name: a, key: k } ] } ] }")]
    public async Task Adding_works_whatever_the_layout_is(string text)
    {
        var catalogue = Open(text.Replace("KEY", HostKey.ToOpenSsh(), StringComparison.Ordinal));
        var before = catalogue.Targets.Count;
        await catalogue.AddAsync(NewTarget("new-1"), Token);

        Assert.Equal(before + 1, catalogue.Targets.Count);
        Assert.Equal("new-1", TargetCatalogue.Open(File).Targets[^1].Name);
        await Assert.ThrowsAsync<TargetFileException>(() => catalogue.AddAsync(NewTarget("new-1"), Token));
    }

    [Fact]
    public async Task A_target_that_does_not_hold_is_not_written()
    {
        var catalogue = Open(Good);

        await Assert.ThrowsAsync<TargetFileException>(() => catalogue.AddAsync(NewTarget("bad name"), Token));
        await Assert.ThrowsAsync<TargetFileException>(() => catalogue.AddAsync(NewTarget("x") with { HostKeys = [] }, Token));
        Assert.Equal(Good, await System.IO.File.ReadAllTextAsync(File, Token));
    }

    [Fact]
    public void Whatever_is_written_reads_back_the_same()
    {
        var words = Gen.Elements("a", "true", "null", "1", "1.5", "0x1", "y", "- a", "a: b", "#x", "'q'", "\"q\"", "\\", "{}", "a # b", "~", "@x", "%", "web");
        var targets = from word in words
                      from label in words
                      from port in Gen.Choose(1, 65535)
                      select NewTarget("n") with { Environment = word, Port = port, Labels = new Dictionary<string, string> { ["l"] = label } };
        Prop.ForAll(Arb.From(targets), target =>
        {
            var read = TargetFileReader.Read(TargetFileWriter.Write([target]), "f")[0].Target;
            return read.Environment == target.Environment && read.Labels["l"] == target.Labels["l"] && read.Port == target.Port;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_text_is_a_catalogue_or_has_located_problems()
    {
        var pieces = Gen.Elements("targets:", "\n", " ", "- ", "name: ", "{", "}", "[", "]", "&a ", "*a", "!t ", "\"", "'", "|", ">", "? ", "\t", "%", "\0", "x", "---\n");
        Prop.ForAll(Arb.From(pieces.ListOf()), list =>
        {
            try
            {
                TargetFileReader.Read(string.Concat(list), "f");
                return true;
            }
            catch (TargetFileException bad)
            {
                return bad.Problems.Count > 0;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static SshPublicKey NewKey(SshKeyKind kind)
    {
        using var key = SshPrivateKey.Generate(kind);
        return key.PublicKey;
    }

    private static Target NewTarget(string name) => new()
    {
        Name = name,
        Host = "2001:db8::1",
        HostKeys = [HostKey, NewKey(SshKeyKind.EcdsaP256)],
        Environment = "staging",
        Labels = new Dictionary<string, string> { ["team"] = "db: \"x\" # y" },
        Accounts = [new TargetAccount { Name = "root", Credential = new TargetCredential.Key(KeyReference.Parse("k@3")) }],
        DefaultAccount = "root",
    };

    private TargetCatalogue Open(string text)
    {
        System.IO.File.WriteAllText(File, text);
        return TargetCatalogue.Open(File);
    }

    /// <summary>Each change gets a time of its own, however fast the test runs.</summary>
    private void Replace(string text, int minute)
    {
        System.IO.File.WriteAllText(File, text);
        System.IO.File.SetLastWriteTimeUtc(File, DateTime.Parse($"2026-01-01T00:{minute:00}:00Z", CultureInfo.InvariantCulture));
    }
}
