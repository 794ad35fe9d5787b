using System.Text.RegularExpressions;

namespace SshGate.Policy.Classification;

/// <summary>
/// Files where a change becomes code that someone runs, or a way to log in: start-up files, keys, schedules, units, hooks,
/// directories of programs, what the loader and the login read. The one list for shells, programs and file transfer.
/// </summary>
internal static partial class WritePaths
{
    private const int MaxLength = 4096;

    /// <summary>
    /// Whether a change of this path decides what runs. A relative path counts from each of the directories, and from the home
    /// directory. Letter case is ignored, because some file systems ignore it.
    /// </summary>
    public static bool IsCode(string path, IReadOnlyCollection<string>? directories = null) =>
        path.Length > MaxLength || Candidates(path, directories).Any(candidate => SystemFiles().IsMatch(candidate) || HomeFiles().IsMatch(candidate));

    /// <summary>Whether such files lie below this path, so that renaming it or linking to it moves them.</summary>
    public static bool HoldsCode(string path) =>
        path.Length > MaxLength || Candidates(path, null).Any(candidate => candidate is "" or "/" || Holders().IsMatch(candidate));

    private static IEnumerable<string> Candidates(string path, IReadOnlyCollection<string>? directories)
    {
        var plain = PathText.Normalize(path);
        yield return plain;
        // The same file system by another name.
        if (ProcessRoot().Match(plain) is { Success: true } root)
        {
            yield return "/" + plain[root.Length..];
        }

        if (path.StartsWith('/') || path.StartsWith('~'))
        {
            yield break;
        }

        foreach (var directory in directories ?? [])
        {
            yield return PathText.Normalize(directory + "/" + path);
        }
    }

    [GeneratedRegex(@"^/proc/[^/]+/(task/[^/]+/)?(root|cwd)(/|$)", RegexOptions.NonBacktracking)]
    private static partial Regex ProcessRoot();

    // Rooted at the system's directories; a relative path may start there too.
    [GeneratedRegex(
        @"^/?(usr|s?bin|lib(32|64|x32|exec)?|boot|proc|sys|dev|snap/bin|opt/[^/]+/s?bin|run/systemd|run/udev)(/|$)"
        + @"|^/?etc/(sudoers|passwd|shadow|group|gshadow|subuid|subgid|security|pam\.|ssh|cron|anacrontab|at\.(allow|deny)|systemd|init|rc[0-9a-z]?\.|rc\.local"
        + @"|profile|bash|zsh|zshrc|zshenv|zprofile|zlogin|csh|ksh|fish|environment|ld\.so|nsswitch\.conf|polkit-1|dbus-1|udev|modprobe|modules|sysctl|apt|dpkg|yum|dnf"
        + @"|kernel|network/if-|networkmanager/|ppp/|dhcp|logrotate|update-motd\.d|x11|xdg|gitconfig|doas\.conf|inetd|xinetd|default/|sysconfig"
        + @"|acpi|grub|initramfs|dracut|alternatives|binfmt|docker|containerd|kubernetes|hosts\.equiv|shosts|mailcap|aliases|vim|emacs|python|php|perl"
        + @"|apache2|httpd|nginx|inputrc|screenrc|tmux\.conf|wgetrc|login\.defs|shells|securetty|krb5|sssd|openvpn|monit|supervisor|fstab|exports|incron)"
        + @"|^/?var/(spool/(cron|at|anacron|incron)|lib/(dpkg|systemd|cloud|kubelet|docker|apt))(/|$)"
        + @"|^/?(library/(launchagents|launchdaemons|startupitems)|system/library|private/etc)(/|$)",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex SystemFiles();

    // In any home, and in any working tree.
    [GeneratedRegex(
        @"(^|/)\.(ssh|vim|emacs\.d|oh-my-zsh|zsh|zsh\.d|bash\.d|bashrc\.d|profile\.d|direnv|gnupg|aws|azure|kube|docker|krew|husky)(/|$)"
        + @"|(^|/)\.(bash_profile|bash_login|bash_logout|bash_aliases|bashrc|profile|zshrc|zshenv|zprofile|zlogin|zlogout|kshrc|mkshrc|shrc|cshrc|tcshrc"
        + @"|login|logout|inputrc|xinitrc|xsession|xsessionrc|xprofile|xserverrc|pam_environment|vimrc|gvimrc|exrc|nvimrc|emacs|gitconfig|hgrc|npmrc|yarnrc"
        + @"|yarnrc\.yml|curlrc|wgetrc|screenrc|tmux\.conf|gdbinit|lldbinit|pythonrc|pythonrc\.py|perldb|rvmrc|envrc|direnvrc|psqlrc|sqliterc|my\.cnf"
        + @"|irbrc|pryrc|rprofile|rhosts|shosts|forward|procmailrc|mailcap|lesskey|lessfilter|k5login|k5users|terraformrc|bazelrc|condarc|dircolors"
        + @"|asdfrc|tool-versions|netrc|pypirc|gitmodules|pre-commit-config\.yaml)$"
        + @"|(^|/)\.config/(systemd|autostart|fish|environment\.d|git|nvim|vim|direnv|zsh|tmux|pip|containers|kitty|alacritty|mpv|ranger|powershell)(/|$)"
        + @"|(^|/)\.local/(bin|lib|share/(systemd|applications|dbus-1|bash-completion))(/|$)"
        + @"|(^|/)\.(cargo|npm-global|yarn|pyenv|rbenv|nvm|asdf|sdkman|go|deno|bun|gem)/(bin|shims|config|env)"
        + @"|(^|/)\.git/(hooks|config|config\.worktree|modules)(/|$)|(^|/)\.git/info/attributes$"
        + @"|(^|/)hooks/(pre-|post-|update$|commit-msg|prepare-commit-msg|applypatch-msg|fsmonitor-watchman|push-to-checkout|reference-transaction|proc-receive|sendemail-validate)"
        + @"|(^|/)(authorized_keys2?|authorized_principals|ld\.so\.preload|sudoers|sitecustomize\.py|usercustomize\.py)$|\.pth$"
        + @"|^(~|/root|/home/[^/]+|/users/[^/]+|/var/root)/bin(/|$)|^/?(root|home/[^/]+)/bin(/|$)|^bin(/|$)"
        + @"|(^|/)library/launchagents(/|$)",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex HomeFiles();

    [GeneratedRegex(
        @"^~$|^/?(etc|usr|usr/local|opt|opt/[^/]+|home|root|var|var/spool|var/lib|home/[^/]+|users|users/[^/]+|run|snap|library|system|private)$"
        + @"|(^|/)\.(config|local|git|cargo|npm-global|yarn|pyenv|rbenv|nvm|asdf|go)$|(^|/)\.(local/share|git/info)$|(^|/)hooks$",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Holders();
}
