using System.Text.RegularExpressions;

namespace SshGate.Policy.Tests.Rules;

/// <summary>What the documentation shows is what the program does: its examples load, fit the schema and pass their tests.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Folder = Path.Combine(Root(), "docs");

    public static TheoryData<string, int> Policies => Blocks(block => block.StartsWith("version: 1", StringComparison.Ordinal));

    public static TheoryData<string, int> Tests => Blocks(block => block.StartsWith("tests:", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_policy_in_the_documentation_loads_fits_the_schema_and_passes_its_tests(string file, int index)
    {
        var yaml = Block(file, index);
        var load = PolicyDocument.Load(yaml, $"{file} block {index}");
        Assert.Empty(load.Errors);
        Assert.Empty(new JsonSchema(PolicyDocument.SchemaText()).Validate(yaml));
        foreach (var test in load.Document!.Tests)
        {
            var (passed, verdict) = test.Run(load.Document);
            Assert.True(passed, $"{file} block {index} line {test.SourceLine}: {test.Line} is {verdict.Kind} by {string.Join(", ", verdict.Rules)}");
        }
    }

    [Theory]
    [MemberData(nameof(Tests))]
    public void Tests_in_the_documentation_can_be_read(string file, int index) =>
        Assert.Empty(PolicyTest.Load(Block(file, index), file).Errors);

    [Fact]
    public void The_recipes_all_have_tests()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "policy-recipes.md"));
        var recipes = text.Split("\n## ")[1..];
        Assert.True(recipes.Length >= 12);
        Assert.All(recipes, recipe => Assert.Contains("\ntests:\n", recipe, StringComparison.Ordinal));
    }

    [Fact]
    public void The_reference_names_every_key()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "policy.md")) + File.ReadAllText(Path.Combine(Folder, "policy-recipes.md"));
        var keys = typeof(SshGate.Policy.Rules.PolicyKeys).GetFields().Where(field => field.Name != "PackHeader").SelectMany(field => (string[])field.GetValue(null)!).Distinct();
        Assert.All(keys, key => Assert.Matches($@"`{Regex.Escape(key)}`|\b{Regex.Escape(key)}:", text));
        Assert.All(PolicyPack.All, pack => Assert.Contains($"`{pack.Name}`", text, StringComparison.Ordinal));
    }

    private static TheoryData<string, int> Blocks(Func<string, bool> wanted)
    {
        var data = new TheoryData<string, int>();
        foreach (var file in Directory.GetFiles(Folder, "policy*.md").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
        {
            var count = Yaml().Count(File.ReadAllText(Path.Combine(Folder, file)));
            foreach (var index in Enumerable.Range(0, count).Where(index => wanted(Block(file, index))))
            {
                data.Add(file, index);
            }
        }

        return data;
    }

    private static string Block(string file, int index) => Yaml().Matches(File.ReadAllText(Path.Combine(Folder, file)))[index].Groups[1].Value;

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "SshGate.sln")))
        {
            directory = directory.Parent!;
        }

        return directory.FullName;
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
