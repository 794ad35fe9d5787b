namespace SshGate.Policy.Tests.Parsing;

public sealed class ShellEffectsTests
{
    [Theory]
    [InlineData("cd /srv")]
    [InlineData("true && cd /srv || ls")]
    [InlineData("{ pushd /srv; } > f")]
    [InlineData("if a; then popd; fi")]
    [InlineData("for i in a; do builtin cd $i; done")]
    [InlineData("! command -p -- cd x")]
    [InlineData("f() { cd x; }; f")]
    [InlineData("'c'\\d x")]
    [InlineData("$x y")]
    [InlineData("{cd,/srv}")]
    [InlineData("c? /srv")]
    [InlineData("eval 'cd x'")]
    [InlineData("eval \"$x\"")]
    [InlineData(". ./env")]
    [InlineData("chdir x")]
    public void A_change_of_directory_in_the_shell_itself_is_seen(string line) => Assert.True(Of(line).ChangesDirectory);

    [Theory]
    [InlineData("ls; echo cd")]
    [InlineData("(cd x)")]
    [InlineData("cd x | ls")]
    [InlineData("cd x & ls")]
    [InlineData("echo $(cd x)")]
    [InlineData("command -v cd")]
    [InlineData("env cd x")]
    public void What_a_child_does_stays_with_it(string line) => Assert.False(Of(line).ChangesDirectory);

    [Theory]
    [InlineData("A=x", "A", "")]
    [InlineData("A=x B+=y C[1]=z D=(1 2)", "A B C D", "")]
    [InlineData("A=x ls", "", "")]
    [InlineData("A=x : ; B=y export C=z", "A B C", "C")]
    [InlineData("export A B=$x", "B", "A B")]
    [InlineData("export -n A", "A", "")]
    [InlineData("declare -x A=$(ls) B", "A", "A B")]
    [InlineData("typeset -i A=1", "A", "")]
    [InlineData("read -r A B <f", "REPLY A B", "")]
    [InlineData("unset A B", "A B", "")]
    [InlineData("printf -v A x", "A", "")]
    [InlineData("for A in x; do B=y; done", "A B", "")]
    [InlineData("((A = 1, B++)); let C+=1; echo $((D = 2)) ${E:=x}", "A B C D E", "")]
    [InlineData("exec {A}>f", "A", "")]
    [InlineData("set -a; A=x", "A", "A")]
    [InlineData("eval A=x export B", "A", "B")]
    [InlineData("(A=x); B=y | ls; C=z & echo $(D=1)", "", "")]
    public void Variables_assigned_and_exported_are_named(string line, string assigned, string exported)
    {
        var effects = Of(line);
        Assert.Equal(assigned, string.Join(' ', effects.AssignedVariables));
        Assert.Equal(exported, string.Join(' ', effects.ExportedVariables));
    }

    [Theory]
    [InlineData("exit", true)]
    [InlineData("ls || logout", true)]
    [InlineData("exec ls", true)]
    [InlineData("exec >f", false)]
    [InlineData("(exit)", false)]
    [InlineData("bash -c exit", false)]
    public void The_end_of_the_shell_is_seen(string line, bool exits) => Assert.Equal(exits, Of(line).Exits);

    [Fact]
    public void A_line_without_a_tree_has_no_effects() => Assert.False(Of("cd x; if").ChangesDirectory);

    private static ShellEffects Of(string line) => ShellEffects.Of(TestPolicy.Parse(line, CommandContext.Shell));
}
