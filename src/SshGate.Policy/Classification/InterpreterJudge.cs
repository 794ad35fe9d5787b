namespace SshGate.Policy.Classification;

/// <summary>Interpreters and compilers: asking who they are is reading; everything else runs code.</summary>
internal static class InterpreterJudge
{
    public static void Judge(Invocation invocation)
    {
        var texts = invocation.Arguments.Select(argument => argument.Text).ToList();
        var name = invocation.Name;
        var isQuery = texts is [var only] && only switch
        {
            "--version" or "-version" => true,
            "-V" or "-VV" => name.StartsWith("python", StringComparison.Ordinal),
            "-v" => name is "node" or "nodejs" or "ruby" or "php" or "perl" or "gcc" or "g++" or "cc" or "c++" or "clang" or "mvn"
                or "lua" or "make" or "gmake" or "deno" or "irb",
            "-m" or "-i" => name == "php",
            "--info" or "--list-sdks" or "--list-runtimes" => name == "dotnet",
            "--help" => name is "dotnet" or "gcc" or "java" or "make",
            _ => false,
        };
        if (isQuery || (name.StartsWith("python", StringComparison.Ordinal) && texts is ["-m", "json.tool"]))
        {
            return;
        }

        if (texts.TrueForAll(text => text is "-" or "-i" or "-s" or "-q" or "-u"))
        {
            // Reads its program from standard input; no such program is judged yet.
            if (invocation.Input.Source == InputSource.Outer)
            {
                invocation.Analyzer.Report.ReadsCode(
                    name.StartsWith("python", StringComparison.Ordinal) ? CommandContext.Python : null);
            }
        }

        invocation.Analyzer.Report.AddEffective("?");
        invocation.Add(RiskClass.Opaque, "runs code that is not judged here");
    }
}
