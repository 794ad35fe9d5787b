namespace SshGate.Policy.Tests.Parsing;

public sealed class GrammarTests
{
    [Theory]
    [InlineData("")]
    [InlineData("ls # comment")]
    [InlineData("a && b || c; d & e")]
    [InlineData("if a; then b; elif c; then d; else e; fi > f")]
    [InlineData("while a; do b; done; until a; do b; done < x")]
    [InlineData("for i in a b; { ls; }")]
    [InlineData("for ((i=0;i<3;i++)); do ls; done")]
    [InlineData("case x in (a|b) ls;; c) ;& *) id ;;& esac")]
    [InlineData("f() { ls; } 2>&1")]
    [InlineData("function f ( ) { ls; }")]
    [InlineData("[[ a =~ ^(x|y)$ && ! -f b || ( c < d ) ]]")]
    [InlineData("cat <<A <<-'B'\na\nA\n\tb\n\tB\n")]
    [InlineData("echo $(cat <<E\n$(ls)\nE\n)")]
    [InlineData("echo ${x:-${y:-z}} ${#a[@]} ${x//a/b} ${!x} ${x@Q} ${x:1:2}")]
    [InlineData("echo $((1+(2*3))) $[1+2] $((echo a); (echo b))")]
    [InlineData("a=(1 [2]=x $(ls)); a[0]+=y; declare -A m=([k v]=1)")]
    [InlineData("time -p ! ls | wc |& cat")]
    [InlineData("coproc NAME { ls; }")]
    [InlineData("ls 2>&1 3<>f >|g &>>h {fd}>i")]
    public void Accepts_what_bash_accepts(string line) => Assert.Null(TestPolicy.Parse(line).Error);

    [Theory]
    [InlineData("ls |")]
    [InlineData("ls &&")]
    [InlineData("; ls")]
    [InlineData("echo 'abc")]
    [InlineData("echo \"abc")]
    [InlineData("echo $(ls")]
    [InlineData("echo ${x")]
    [InlineData("{ ls }")]
    [InlineData("if true; then ls")]
    [InlineData("f() ls")]
    [InlineData("ls @(a|b)")]
    [InlineData("(ls) pwd")]
    [InlineData("ls > > f")]
    [InlineData("echo a;;b")]
    [InlineData("a=(1 2")]
    [InlineData("case x in esac) ls;; esac")]
    [InlineData("[[ -z ]]")]
    [InlineData("cat <<EOF")]
    [InlineData("find . >&--delete")]
    [InlineData("cat <&-x")]
    [InlineData("find . >& --delete")]
    [InlineData("bash >&\\\n-<(id)")]
    public void Rejects_what_bash_rejects_or_would_wait_for(string line) => Assert.NotNull(TestPolicy.Parse(line).Error);

    [Fact]
    public void A_comment_is_not_continued_by_a_backslash()
    {
        var list = TestPolicy.Parse("ls # c \\\nkill -9 77").Syntax!;
        Assert.Equal(2, list.Items.Count);
    }

    [Fact]
    public void Nesting_has_a_bound()
    {
        Assert.NotNull(TestPolicy.Parse(string.Concat(Enumerable.Repeat("$(", 5000))).Error);
        Assert.NotNull(TestPolicy.Parse(new string('(', 100_000)).Error);
        Assert.NotNull(TestPolicy.Parse(string.Concat(Enumerable.Repeat("`\\", 3000))).Error);
    }

    [Fact]
    public void A_long_script_is_read_in_linear_time()
    {
        var script = string.Concat(Enumerable.Repeat("ls -l \"$x\" | grep '${y}' > /dev/null; echo $((1+1)) `id` <<< z\n", 12_000));
        Assert.Null(TestPolicy.Parse(script, CommandContext.Script).Error);
    }
}
