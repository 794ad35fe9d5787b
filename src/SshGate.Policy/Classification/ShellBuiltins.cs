namespace SshGate.Policy.Classification;

/// <summary>Commands that are part of the shell: run as a program they may be another thing, or nothing.</summary>
internal static class ShellBuiltins
{
    private static readonly HashSet<string> Names = new(
        [
            ".", ":", "alias", "bg", "bind", "break", "builtin", "caller", "cd", "command", "compgen", "complete", "compopt",
            "continue", "declare", "dirs", "disown", "enable", "eval", "exec", "exit", "export", "fc", "fg", "getopts", "hash",
            "history", "jobs", "let", "local", "logout", "mapfile", "popd", "pushd", "read", "readarray", "readonly", "return",
            "set", "shift", "shopt", "source", "suspend", "times", "trap", "type", "typeset", "ulimit", "umask", "unalias",
            "unset", "wait", "coproc",
        ],
        StringComparer.Ordinal);

    public static bool Contains(string name) => Names.Contains(name);
}
