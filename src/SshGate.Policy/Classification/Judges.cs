namespace SshGate.Policy.Classification;

/// <summary>The commands that a line of the table cannot describe, by the name the table calls them.</summary>
internal static class Judges
{
    private static readonly Dictionary<string, Action<Invocation>> ByName = new(StringComparer.Ordinal)
    {
        ["env"] = EnvJudge.Judge,
        ["command"] = BuiltinJudge.Command,
        ["exec"] = BuiltinJudge.Exec,
        ["set"] = BuiltinJudge.Set,
        ["shopt"] = BuiltinJudge.Shopt,
        ["declare"] = VariableJudge.Declare,
        ["unset"] = VariableJudge.Unset,
        ["let"] = VariableJudge.Let,
        ["read"] = VariableJudge.Read,
        ["mapfile"] = VariableJudge.Mapfile,
        ["printf"] = VariableJudge.Printf,
        ["directory"] = BuiltinJudge.Directory,
        ["test"] = BuiltinJudge.Test,
        ["eval"] = BuiltinJudge.Eval,
        ["leave"] = BuiltinJudge.Leave,
        ["jq"] = JqJudge.Judge,
        ["ps"] = PsJudge.Judge,
        ["kill"] = BuiltinJudge.Kill,
        ["shell"] = ShellJudge.Judge,
        ["interpreter"] = InterpreterJudge.Judge,
        ["find"] = FindJudge.Judge,
        ["xargs"] = XargsJudge.Judge,
        ["sed"] = SedJudge.Judge,
        ["awk"] = AwkJudge.Judge,
        ["tar"] = FileJudge.Tar,
        ["dd"] = FileJudge.Dd,
        ["tee"] = FileJudge.Tee,
        ["dc"] = FileJudge.Dc,
        ["curl"] = NetworkJudge.Curl,
        ["wget"] = NetworkJudge.Wget,
        ["ip"] = NetworkJudge.Ip,
        ["rsync"] = TransferJudge.Rsync,
        ["scp"] = TransferJudge.Scp,
        ["psql"] = DatabaseJudge.Psql,
        ["mysql"] = DatabaseJudge.Mysql,
        ["sqlite"] = DatabaseJudge.Sqlite,
        ["redis"] = DatabaseJudge.Redis,
    };

    public static Action<Invocation>? Find(string name) => ByName.GetValueOrDefault(name);
}
