namespace SshGate.Policy.Tests.Rules;

/// <summary>Small policies for tests.</summary>
internal static class TestRules
{
    public static PolicyDocument Load(string yaml)
    {
        var load = PolicyDocument.Load(yaml, "p.yaml");
        Assert.True(load.Document is not null, string.Join("\n", load.Errors));
        return load.Document;
    }

    /// <summary>A policy of one command rule.</summary>
    public static PolicyDocument One(string when, string then, string otherwise = "approve") =>
        Load($"version: 1\ndefaults: {{ command: {otherwise} }}\ncommands:\n  - id: a\n    when: {{ {when} }}\n    then: {then}");
}
