namespace SshGate.Policy.Tests.Files;

/// <summary>The paths where a change becomes code, for file transfer and for shells alike.</summary>
public sealed class WritePathTests
{
    public static TheoryData<string> CodePaths =>
    [
        "/home/user/.bashrc", "/root/.profile", ".bashrc", ".ssh/authorized_keys", "/home/user/.ssh/rc", "/home/user//.ssh/./authorized_keys",
        "/srv/x/../../home/user/.ssh/authorized_keys", "/home/user/.SSH/authorized_keys", "/home/user/.ssh", "/etc/cron.d/x", "/etc/crontab",
        "/var/spool/cron/crontabs/root", "/etc/systemd/system/x.service", "/home/user/.config/systemd/user/x.service", "/etc/profile.d/x.sh",
        "/etc/ld.so.preload", "/etc/sudoers.d/x", "/etc/passwd", "/etc/pam.d/sshd", "/usr/local/bin/ls", "/usr/bin/ls", "/home/user/bin/ls",
        "/home/user/.local/bin/ls", "/srv/app/.git/hooks/pre-commit", "/srv/app/.git/config", "/srv/app.git/hooks/post-receive", "/home/user/.zshrc",
        "/home/user/.vimrc", "/home/user/.gitconfig", "/home/user/.config/autostart/x.desktop", "/proc/self/root/etc/cron.d/x", "/proc/1/cwd/.bashrc",
        "/proc/sys/kernel/core_pattern", "/etc/rc.local", "/etc/update-motd.d/x", "/usr/lib/python3/dist-packages/x.pth", "/srv/venv/lib/sitecustomize.py",
        "/etc/ssh/sshd_config", "/opt/tool/bin/x", "/etc/apt/apt.conf.d/x", "/etc/logrotate.d/x", "etc/cron.d/x",
    ];

    public static TheoryData<string> PlainPaths =>
    [
        "/srv/app/a.txt", "/home/user/a.txt", "/tmp/x", "/var/log/app.log", "/home/user/project/Makefile", "/etc/hostname", "/etc/app/app.conf",
        "/srv/app/bin/app", "/home/user/.cache/x", "/srv/www/index.html", "/home/user/ssh/authorized", "/var/lib/app/data", "/srv/hooks/readme.txt",
    ];

    [Theory]
    [MemberData(nameof(CodePaths))]
    public void Writing_them_by_file_transfer_is_privilege(string path) =>
        Assert.Equal(RiskClass.Privilege, Risk($"sftp write --create {path}", CommandContext.Files));

    [Theory]
    [MemberData(nameof(PlainPaths))]
    public void Writing_others_is_writing(string path) =>
        Assert.Equal(RiskClass.Write, Risk($"sftp write --create {path}", CommandContext.Files));

    [Theory]
    [MemberData(nameof(CodePaths))]
    public void Redirecting_a_shell_into_them_is_more_than_writing(string path) =>
        Assert.True(Risk($"echo x > {path}", CommandContext.Exec) >= RiskClass.Privilege);

    [Theory]
    [InlineData("cp x /home/user/.bashrc")]
    [InlineData("cp .bashrc ~")]
    [InlineData("cp -t ~/.ssh authorized_keys")]
    [InlineData("cp -r x/.ssh /home/user/")]
    [InlineData("cp --target-directory=/etc/cron.d x")]
    [InlineData("tee -a ~/.ssh/authorized_keys")]
    [InlineData("install -m 755 x /usr/local/bin/x")]
    [InlineData("ln -sf /tmp/x ~/.profile")]
    [InlineData("sed -i s/a/b/ ~/.bashrc")]
    [InlineData("touch /etc/cron.d/x")]
    [InlineData("cd /etc && cp x cron.d/y")]
    [InlineData("cd ~/.ssh && touch config")]
    [InlineData("dd of=/etc/profile.d/x.sh")]
    [InlineData("chmod 777 /etc/passwd")]
    public void Programs_that_write_them_say_so(string line) =>
        Assert.Contains(PolicyDocument.Default.Analyze(TestPolicy.Parse(line)).Findings, finding => finding.Risk == RiskClass.Privilege);

    [Theory]
    [InlineData("cp /usr/share/doc/x /tmp")]
    [InlineData("cp /etc/hostname /srv/app")]
    [InlineData("dd if=/usr/bin/ls of=/tmp/x")]
    [InlineData("tee /dev/null")]
    [InlineData("sed s/a/b/ /etc/profile")]
    public void Programs_that_only_read_them_do_not(string line) =>
        Assert.DoesNotContain(PolicyDocument.Default.Analyze(TestPolicy.Parse(line)).Findings, finding => finding.Risk == RiskClass.Privilege);

    private static RiskClass Risk(string line, CommandContext context) => PolicyDocument.Default.Analyze(TestPolicy.Parse(line, context)).Risk;
}
