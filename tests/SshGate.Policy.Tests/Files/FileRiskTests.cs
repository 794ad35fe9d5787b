using SshGate.Policy.Files;

namespace SshGate.Policy.Tests.Files;

/// <summary>What each operation on a file is taken for.</summary>
public sealed class FileRiskTests
{
    [Theory]
    [InlineData("sftp list /srv/app", RiskClass.Read)]
    [InlineData("sftp stat /root/.ssh/id_rsa", RiskClass.Read)]
    [InlineData("sftp read /srv/app/a.txt", RiskClass.Read)]
    [InlineData("sftp read /etc/shadow", RiskClass.Exfil)]
    [InlineData("sftp list /root/.ssh", RiskClass.Exfil)]
    [InlineData("sftp read --leads-to=/etc/shadow /srv/app/a.txt", RiskClass.Exfil)]
    [InlineData("sftp write --create --truncate /srv/app/a.txt", RiskClass.Write)]
    [InlineData("sftp write --create --truncate --existing /srv/app/a.txt", RiskClass.Destructive)]
    [InlineData("sftp write /srv/app/a.txt", RiskClass.Write)]
    [InlineData("sftp write --truncate /srv/app/a.txt", RiskClass.Destructive)]
    [InlineData("sftp append --create --existing /srv/app/a.log", RiskClass.Write)]
    [InlineData("sftp write --create /home/user/.bashrc", RiskClass.Privilege)]
    [InlineData("sftp write --create --mode=04755 /srv/app/tool", RiskClass.Privilege)]
    [InlineData("sftp write --create --leads-to=/root/.ssh/authorized_keys /srv/app/a.txt", RiskClass.Privilege)]
    [InlineData("sftp append --create /home/user/.ssh/authorized_keys", RiskClass.Privilege)]
    [InlineData("sftp write --also-read /srv/app/.env", RiskClass.Exfil)]
    [InlineData("sftp rename /srv/a /srv/b", RiskClass.Write)]
    [InlineData("sftp rename --existing /srv/a /srv/b", RiskClass.Destructive)]
    [InlineData("sftp rename /srv/a /home/user/.profile", RiskClass.Privilege)]
    [InlineData("sftp rename /srv/home /home/user", RiskClass.Privilege)]
    [InlineData("sftp rename /root/.ssh/id_rsa /srv/b", RiskClass.Exfil)]
    [InlineData("sftp remove /srv/a", RiskClass.Destructive)]
    [InlineData("sftp rmdir /srv/a", RiskClass.Destructive)]
    [InlineData("sftp link /srv/a /srv/b", RiskClass.Write)]
    [InlineData("sftp link /home/user/.ssh/authorized_keys /srv/b", RiskClass.Privilege)]
    [InlineData("sftp link /etc/shadow /srv/b", RiskClass.Exfil)]
    [InlineData("sftp symlink /srv/b /srv/a", RiskClass.Write)]
    [InlineData("sftp symlink --other-leads-to=/srv/a /srv/b ../a", RiskClass.Write)]
    [InlineData("sftp symlink --other-leads-to=/root/.bashrc /srv/b ../a", RiskClass.Privilege)]
    [InlineData("sftp symlink /srv/b /home/user/.ssh", RiskClass.Exfil)]
    [InlineData("sftp symlink /home/user /srv/a", RiskClass.Privilege)]
    [InlineData("sftp attributes --mode=0644 /srv/a", RiskClass.Write)]
    [InlineData("sftp attributes --mode=02755 /srv/a", RiskClass.Privilege)]
    [InlineData("sftp attributes --owner=0:0 /srv/a", RiskClass.Privilege)]
    [InlineData("sftp attributes --size=0 /srv/a", RiskClass.Destructive)]
    [InlineData("sftp attributes --mode=0644 /root/.ssh/id_rsa", RiskClass.Exfil)]
    [InlineData("sftp mkdir /srv/d", RiskClass.Write)]
    [InlineData("sftp mkdir --mode=02755 /srv/d", RiskClass.Privilege)]
    [InlineData("sftp mkdir /home/user/.config/systemd/user", RiskClass.Privilege)]
    [InlineData("sftp copy /srv/a /srv/b", RiskClass.Write)]
    [InlineData("sftp copy /etc/shadow /srv/b", RiskClass.Exfil)]
    [InlineData("sftp read $'/srv/a\\x0ab'", RiskClass.Opaque)]
    [InlineData("sftp read $'/srv/\\xff'", RiskClass.Opaque)]
    [InlineData("sftp read $'/srv/\\xe2\\x80\\xaetxt.a'", RiskClass.Opaque)]
    public void Operations_have_their_risk(string text, RiskClass expected)
    {
        var line = TestPolicy.Parse(text, CommandContext.Files);
        Assert.Null(line.Error);
        Assert.Equal(expected, PolicyDocument.Default.Analyze(line).Risk);
    }

    [Fact]
    public void Reading_passes_and_changing_waits_by_the_built_in_policy()
    {
        Assert.Equal(VerdictKind.Allow, TestPolicy.Ask("sftp read /srv/a", CommandContext.Files).Kind);
        Assert.Equal(VerdictKind.RequireApproval, TestPolicy.Ask("sftp write --create /srv/a", CommandContext.Files).Kind);
        Assert.Equal(VerdictKind.RequireApproval, TestPolicy.Ask("sftp read /etc/shadow", CommandContext.Files).Kind);
    }

    [Fact]
    public void What_is_no_canonical_text_is_opaque()
    {
        var line = TestPolicy.Parse("sftp write  /srv/a", CommandContext.Files);
        Assert.NotNull(line.Error);
        Assert.Null(line.File);
        Assert.Equal(RiskClass.Opaque, PolicyDocument.Default.Analyze(line).Risk);
    }

    [Fact]
    public void Rules_see_the_command_the_paths_and_each_risk_for_itself()
    {
        var policy = PolicyDocument.Load(
            """
            version: 1
            commands:
              - id: app
                when: { context: files, command: [sftp-write, sftp-append], paths: ["/srv/app/*"], risk: [write, destructive] }
                then: allow
              - id: never
                when: { context: files, risk: privilege }
                then: deny
            """,
            "test.yaml").Document!;
        VerdictKind Ask(string text) => TestPolicy.Ask(text, CommandContext.Files, policy: policy).Kind;

        Assert.Equal(VerdictKind.Allow, Ask("sftp write --create --truncate /srv/app/a"));
        Assert.Equal(VerdictKind.Allow, Ask("sftp write --create --truncate --existing /srv/app/a"));
        Assert.Equal(VerdictKind.RequireApproval, Ask("sftp write --create /srv/other/a"));
        Assert.Equal(VerdictKind.RequireApproval, Ask("sftp write --create --leads-to=/srv/other/a /srv/app/a"));
        Assert.Equal(VerdictKind.RequireApproval, Ask("sftp write --create /srv/app/../other/a"));
        Assert.Equal(VerdictKind.RequireApproval, Ask("sftp write --create $'/srv/app/\\x1b'"));
        Assert.Equal(VerdictKind.RequireApproval, Ask("sftp remove /srv/app/a"));
        Assert.Equal(VerdictKind.Deny, Ask("sftp write --create --existing /srv/app/.git/hooks/pre-commit"));
        Assert.Equal(VerdictKind.Deny, Ask("sftp write --create --leads-to=/root/.bashrc /srv/app/a"));
    }

    [Fact]
    public void Both_kinds_of_link_are_one_command_for_rules()
    {
        var link = new FileOperation { Kind = FileOperationKind.Link, Path = FilePath.Of("/a"), OtherPath = FilePath.Of("/b") };
        Assert.Equal("sftp-link", link.CommandName);
        Assert.Equal("sftp-link", (link with { Kind = FileOperationKind.Symlink }).CommandName);
    }
}
