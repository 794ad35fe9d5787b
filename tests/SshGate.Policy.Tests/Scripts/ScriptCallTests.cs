using System.Text;
using SshGate.Policy.Scripts;

namespace SshGate.Policy.Tests.Scripts;

public sealed class ScriptCallTests
{
    [Theory]
    [InlineData("bash deploy.sh", "deploy.sh", "bash -c 'echo $1\n' deploy.sh")]
    [InlineData("bash -eu deploy.sh prod 'two words'", "deploy.sh", "bash -eu -c 'echo $1\n' deploy.sh prod 'two words'")]
    [InlineData("sh \"/srv/my app/x.sh\" -v", "/srv/my app/x.sh", "sh -c 'echo $1\n' '/srv/my app/x.sh' -v")]
    [InlineData("cd -- '/srv' || exit\nexport A='1'\nbash x.sh", "x.sh", "cd -- '/srv' || exit\nexport A='1'\nbash -c 'echo $1\n' x.sh")]
    public void A_script_is_replaced_by_its_text(string line, string path, string pinned)
    {
        var call = Of(line);
        Assert.NotNull(call);
        Assert.Equal(path, call.Path);
        Assert.Equal(pinned, Text(call.Pin("echo $1\n"u8)));
    }

    [Theory]
    [InlineData("#!/bin/bash -eu\nls\n", "/bin/bash -eu -c ")]
    [InlineData("#!/usr/bin/env bash\nls\n", "bash -c ")]
    [InlineData("#! /bin/sh\nls\n", "/bin/sh -c ")]
    [InlineData("#!/usr/bin/env python3\nls\n", null)]
    [InlineData("#!/tmp/bash\nls\n", null)]
    [InlineData("#!/bin/bash -p\nls\n", null)]
    [InlineData("ls\n", null)]
    [InlineData("\u007fELF", null)]
    public void A_file_that_is_run_says_by_which_shell(string content, string? start)
    {
        var pinned = Of("./run.sh a b")!.Pin(Encoding.UTF8.GetBytes(content));
        if (start is null)
        {
            Assert.Null(pinned);
        }
        else
        {
            Assert.StartsWith(start, Text(pinned), StringComparison.Ordinal);
            Assert.EndsWith("' ./run.sh a b", Text(pinned), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("bash -c 'ls'")]
    [InlineData("bash -s x")]
    [InlineData("bash -i x.sh")]
    [InlineData("bash -p x.sh")]
    [InlineData("bash --rcfile x y.sh")]
    [InlineData("bash $x")]
    [InlineData("bash x*.sh")]
    [InlineData("bash ~/x.sh")]
    [InlineData("bash x.sh $1")]
    [InlineData("bash x.sh > out")]
    [InlineData("bash x.sh < in")]
    [InlineData("bash x.sh &")]
    [InlineData("bash x.sh | tee y")]
    [InlineData("bash x.sh && rm y")]
    [InlineData("A=1 bash x.sh")]
    [InlineData("! bash x.sh")]
    [InlineData("/tmp/bash x.sh")]
    [InlineData("bash")]
    [InlineData("bash -")]
    [InlineData("bash $'x\\n'")]
    [InlineData("run.sh")]
    [InlineData("python3 x.py")]
    [InlineData("bash =x")]
    [InlineData("rm x")]
    public void Everything_else_is_no_call(string line)
    {
        var call = Of(line);
        // A path that is no shell script has no text to run instead.
        Assert.Null(call?.Pin("echo\n"u8));
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("cd \"$(dirname \"${BASH_SOURCE[0]}\")\"\n")]
    public void A_script_that_is_more_than_its_text_is_not_pinned(string content) =>
        Assert.Null(Of("bash x.sh")!.Pin(Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void A_script_that_does_not_fit_is_not_pinned()
    {
        Assert.NotNull(Of("bash x.sh")!.Pin(new byte[ScriptCall.MaxBytes].AsSpan().Slice(1).ToArray().Select(_ => (byte)'#').ToArray()));
        Assert.Null(Of("bash x.sh")!.Pin(Enumerable.Repeat((byte)'#', ScriptCall.MaxBytes + 1).ToArray()));
        Assert.Null(Of("bash x.sh")!.Pin([0xff, 0xfe]));
    }

    [Fact]
    public void The_script_is_read_where_it_would_run() =>
        Assert.Equal("cd -- '/srv' || exit\ncat -- 'a b.sh'", Text(Of("cd -- '/srv' || exit\nbash 'a b.sh'")!.ReadLine()));

    [Theory]
    [InlineData("df -h\nfree -m\n", RiskClass.Read)]
    [InlineData("#!/bin/bash\nset -e\nfor d in /srv/*; do du -sh \"$d\"; done\n", RiskClass.Read)]
    [InlineData("echo 'it''s'\nrm -rf \"/srv/app\"\n", RiskClass.Destructive)]
    public void What_is_pinned_is_judged_by_its_content(string content, RiskClass risk)
    {
        var pinned = Of("bash x.sh")!.Pin(Encoding.UTF8.GetBytes(content));
        Assert.Equal(risk, PolicyDocument.Default.Analyze(pinned!).Risk);
    }

    private static ScriptCall? Of(string line) =>
        ScriptCall.Of(CommandLine.Parse(Encoding.UTF8.GetBytes(line), CommandContext.Exec));

    private static string? Text(CommandLine? line) => line is null ? null : Encoding.UTF8.GetString(line.Source.Span);
}
