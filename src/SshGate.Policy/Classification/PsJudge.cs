namespace SshGate.Policy.Classification;

/// <summary><c>ps</c>: only the BSD option <c>e</c>, which shows the environment of processes, is more than reading.</summary>
internal static class PsJudge
{
    private const string UnixValues = "oOCpqugGUst";
    private const string BsdValues = "oOpqtUk";

    public static void Judge(Invocation invocation)
    {
        var words = invocation.Words;
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i].Text is not { Length: > 0 } text)
            {
                continue;
            }

            if (text.StartsWith("--", StringComparison.Ordinal))
            {
                i += text is "--pid" or "--ppid" or "--user" or "--sort" or "--format" or "--cols" or "--group" or "--tty" or "--sid" or "--User" or "--Group" or "--quick-pid" ? 1 : 0;
                continue;
            }

            var isBsd = text[0] != '-';
            if (!char.IsAsciiLetter(text[isBsd ? 0 : Math.Min(1, text.Length - 1)]))
            {
                continue;
            }

            var letters = isBsd ? text : text[1..];
            var value = letters.AsSpan().IndexOfAny(isBsd ? BsdValues : UnixValues);
            var flags = value < 0 ? letters : letters[..value];
            if (isBsd && flags.Contains('e', StringComparison.Ordinal))
            {
                invocation.Add(RiskClass.Exfil, "shows the environment of processes, which may hold secrets", words[i]);
            }

            i += value >= 0 && value == letters.Length - 1 ? 1 : 0;
        }
    }
}
