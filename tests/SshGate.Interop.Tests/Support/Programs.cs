using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Support;

/// <summary>
/// The real programs. One that is missing fails the test and says which Debian package has it; nothing is skipped.
/// </summary>
internal static class Programs
{
    public static string Ssh => Find("ssh", "openssh-client");

    public static string Sftp => Find("sftp", "openssh-client");

    public static string Scp => Find("scp", "openssh-client");

    public static string Rsync => Find("rsync", "rsync");

    public static string Git => Find("git", "git");

    public static string Lftp => Find("lftp", "lftp");

    public static string Curl => Find("curl", "curl");

    public static string Sshfs => Find("sshfs", "sshfs");

    public static string Fusermount => Find("fusermount3", "fuse3");

    public static string SshKeygen => Find("ssh-keygen", "openssh-client");

    public static string Sshd => Find("sshd", "openssh-server");

    public static string SshAgent => Find("ssh-agent", "openssh-client");

    public static string SshPass => Find("sshpass", "sshpass");

    public static string Plink => Find("plink", "putty-tools");

    public static string DbClient => Find("dbclient", "dropbear-bin");

    public static string Dropbear => Find("dropbear", "dropbear-bin");

    public static string DropbearKey => Find("dropbearkey", "dropbear-bin");

    public static string Asciinema => Find("asciinema", "asciinema");

    public static string Expect => Find("expect", "expect");

    public static string Ansible => Find("ansible", "ansible-core");

    public static string Tmux => Find("tmux", "tmux");

    public static string Unshare => Find("unshare", "util-linux");

    /// <summary>The program that is the account's shell, with the applet's name where one needs it.</summary>
    public static string Of(AccountShell shell) => shell switch
    {
        AccountShell.Bash => Find("bash", "bash"),
        AccountShell.Dash => Find("dash", "dash"),
        AccountShell.Zsh => Find("zsh", "zsh"),
        AccountShell.BusyBox => Find("busybox", "busybox") + " sh",
        _ => throw new ArgumentOutOfRangeException(nameof(shell)),
    };

    /// <summary>Debian's own Python, which sees the libraries that Debian's packages install.</summary>
    public static string Python =>
        File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : throw Missing("/usr/bin/python3", "python3");

    /// <summary>The program under test: beside this assembly, because the test project refers to it.</summary>
    public static string SshGate
    {
        get
        {
            var program = Path.Combine(AppContext.BaseDirectory, "sshgate");
            return File.Exists(program)
                ? program
                : throw new FileNotFoundException(
                    $"the program under test is not at {program}; build the test project");
        }
    }

    /// <summary>A file of the folder Scripts.</summary>
    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Scripts", name);

    private static string Find(string name, string package)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/usr/bin"];
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw Missing(name, package);
    }

    private static FileNotFoundException Missing(string program, string package) =>
        new($"{program} is missing: apt-get install --no-install-recommends {package}");
}
