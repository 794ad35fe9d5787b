namespace SshGate.Policy.Tests.Classification;

/// <summary>Reads <c>Cases/*.txt</c>: expected answer, context and line, apart by tabs; <c>\n</c> and the like are decoded.</summary>
internal static class CaseTable
{
    public static TheoryData<string, CommandContext, string> Read(string name)
    {
        var data = new TheoryData<string, CommandContext, string>();
        using var stream = typeof(CaseTable).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t', 3);
            if (fields.Length == 3 && !line.StartsWith('#'))
            {
                data.Add(fields[0], Enum.Parse<CommandContext>(fields[1], true), Decode(fields[2]));
            }
        }

        return data;
    }

    private static string Decode(string text) => System.Text.RegularExpressions.Regex.Replace(
        text,
        @"⏎|⇥|«([0-9a-f]+)»",
        match => match.Value switch
        {
            "⏎" => "\n",
            "⇥" => "\t",
            _ => char.ConvertFromUtf32(Convert.ToInt32(match.Groups[1].Value, 16)),
        });
}
