using System.Diagnostics;
using System.Text;

namespace SshGate.Policy.Tests.Fuzzing;

/// <summary>What a real bash reads in a text, printed back by it; nothing is run.</summary>
internal static class BashReadings
{
    /// <summary>For each text: bash's own print of it, or null where bash finds an error in it or warns.</summary>
    public static List<string?> Of(IReadOnlyList<string> texts)
    {
        const string Script =
            "d=$(mktemp -d); trap 'rm -rf \"$d\"' EXIT; while IFS= read -r -d '' t; do printf '%s\\n' \"$t\" >\"$d/t\"; "
            + "if e=$(bash --norc -n \"$d/t\" 2>&1 </dev/null) && [ -z \"$e\" ]; then printf 1; bash --norc --pretty-print \"$d/t\" 2>&1 </dev/null; else printf 0; fi; printf '\\0'; done";
        var start = new ProcessStartInfo("/bin/bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            ArgumentList = { "--norc", "-c", Script },
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var written = Task.Run(() =>
        {
            process.StandardInput.Write(string.Concat(texts.Select(text => text + "\0")));
            process.StandardInput.Close();
        });
        var answers = process.StandardOutput.ReadToEnd().Split('\0');
        written.GetAwaiter().GetResult();
        process.WaitForExit();
        Assert.Equal(texts.Count + 1, answers.Length);
        return [.. answers.Take(texts.Count).Select(answer => answer.StartsWith('1') ? Unnamed(answer[1..]) : null)];
    }

    /// <summary>bash prints the name that it gives to a coprocess without one.</summary>
    private static string Unnamed(string printed) => printed.Replace("coproc COPROC ", "coproc ", StringComparison.Ordinal);
}
