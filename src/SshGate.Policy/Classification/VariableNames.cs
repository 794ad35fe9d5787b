using System.Text.RegularExpressions;

namespace SshGate.Policy.Classification;

/// <summary>Which variables may be set without changing what a later program does.</summary>
internal static partial class VariableNames
{
    /// <summary>Harmless in the environment of a program: they change how text looks, not what runs.</summary>
    public static bool MayEnterEnvironment(string name) => Environment().IsMatch(name);

    /// <summary>Values that cannot be a path or a format with a meaning of its own, nor name another encoding.</summary>
    public static bool IsPlainValue(string name, string value) => Value().IsMatch(value) && KeepsEncoding(name, value);

    /// <summary>
    /// Whether a text means the same bytes after the assignment. In GBK, Big5 or Shift-JIS a backslash or a bar may be the second half of
    /// a character: a shell or a database client in such a locale sees quotes end where nobody judged them to.
    /// </summary>
    public static bool KeepsEncoding(string name, string? value) => !Locale().IsMatch(name) || (value is not null && SafeLocale().IsMatch(value));

    /// <summary>
    /// Whether a plain assignment stays inside the script: not a variable that the shell itself or a program it starts
    /// looks at. One that is already exported would reach every program, so the list is wide.
    /// </summary>
    public static bool IsPlain(string name) => !Special().IsMatch(name);

    [GeneratedRegex(@"^(LC_[A-Z]+|LANG|LANGUAGE|TZ|COLUMNS|LINES|NO_COLOR|TERM|SYSTEMD_COLORS|CLICOLOR)$", RegexOptions.NonBacktracking)]
    private static partial Regex Environment();

    [GeneratedRegex("^(LC_ALL|LC_CTYPE|LANG)$", RegexOptions.NonBacktracking)]
    private static partial Regex Locale();

    [GeneratedRegex(@"^(C|POSIX|[A-Za-z0-9_]+\.(UTF|utf)-?8(@[a-z]+)?)?$", RegexOptions.NonBacktracking)]
    private static partial Regex SafeLocale();

    [GeneratedRegex(@"^[A-Za-z0-9_.,@+-]*([/:][A-Za-z0-9_@+-]+)*$", RegexOptions.NonBacktracking)]
    private static partial Regex Value();

    [GeneratedRegex(
        @"^(IFS|PATH|HOME|SHELL|ENV|USER|LOGNAME|MAIL\w*|PWD|OLDPWD|CDPATH|TMPDIR|TEMP|TMP|EDITOR|VISUAL|FCEDIT|BROWSER|TERM\w*"
        + @"|UID|EUID|PPID|SHELLOPTS|REPLY|OPTARG|OPTIND|OPTERR|GLOBIGNORE|EXECIGNORE|FIGNORE|FUNCNEST|INPUTRC|TIMEFORMAT"
        + @"|TMOUT|IGNOREEOF|POSIXLY_CORRECT|DIRSTACK|FUNCNAME|GROUPS|HOSTFILE|HOSTALIASES|LOCPATH|NLSPATH|MANOPT|MANSECT"
        + @"|.*PAGER|.*EDITOR|.*OPTS|.*OPTIONS|.*FLAGS|.*_COMMAND|.*_PATH|.*PATH|.*_PROXY|.*_HOME|.*ARGS"
        + @"|(LD_|DYLD_|BASH|COMP_|COMPREPLY|READLINE_|HIST|GIT_|PYTHON|PERL|RUBY|NODE_|NPM_|JAVA|_JAVA|JDK_|JVM|MAVEN_|MVN_|GRADLE_"
        + @"|LESS|MANROFF|GCONV|RES_|MALLOC_|GLIBC_|KUBE|DOCKER_|CONTAINER|PODMAN_|AWS_|AZURE_|GOOGLE_|GCLOUD_|CLOUDSDK_|PG|PSQL"
        + @"|MYSQL|SQLITE|REDIS|SSH_|GPG|TAR_|GZIP|XZ_|ZSTD_|BZIP|UNZIP|ZIP|GREP_|RIPGREP_|FZF_|CURL_|WGET|OPENSSL_|SSL_|TF_|HELM_"
        + @"|VAULT_|CONSUL_|NOMAD_|ANSIBLE_|PIP_|CARGO|RUST|GOROOT|GOBIN|GOENV|GOTOOL|CC_|MAKE|SYSTEMD_|SYSTEMCTL_|DBUS_|XDG_|SUDO_"
        + @"|ETCDCTL_|LUA_|PHP|TCL|GEM_|BUNDLE|DOTNET_|CORECLR_|COMPlus_|RSYNC_|SCREEN|TMUX|ZSH|MODULE_|PROMPT).*"
        + @"|(CC|CXX|CPP|LD|AR|MANPATH|DISPLAY|FPATH|PSVAR|GZIP|ZIP|HTTP|HTTPS)"
        + @"|PS\d|PROMPT.*|SECONDS|RANDOM|SRANDOM|LINENO|EPOCH.*|http_proxy|https_proxy|ftp_proxy|all_proxy|no_proxy|npm_.*"
        + @"|path|fpath|cdpath|manpath|module_path|mailpath|prompt\w*|psvar|argv|aliases|functions|commands|builtins|options|parameters"
        + @"|nameddirs|userdirs|galiases|saliases|watch|histchars|keymap\w*|signals|status|pipestatus|\w+_functions|precmd|preexec|chpwd|periodic)$",
        RegexOptions.NonBacktracking)]
    private static partial Regex Special();
}
