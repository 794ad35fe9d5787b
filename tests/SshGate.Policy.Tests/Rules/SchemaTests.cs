using System.Reflection;
using SshGate.Policy.Rules;

namespace SshGate.Policy.Tests.Rules;

public sealed class SchemaTests
{
    private static readonly JsonSchema Schema = new(PolicyDocument.SchemaText());

    public static TheoryData<string> Objects => new(
        typeof(PolicyKeys).GetFields(BindingFlags.Public | BindingFlags.Static).Select(one => one.Name));

    [Theory]
    [MemberData(nameof(Objects))]
    public void The_schema_and_the_reader_know_the_same_keys(string name)
    {
        var keys = (string[])typeof(PolicyKeys).GetField(name)!.GetValue(null)!;
        var definition = Schema.Definition(name);
        Assert.Equal(keys.Order(StringComparer.Ordinal), definition.GetProperty("properties").EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.False(definition.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public void The_schema_names_every_context_and_risk()
    {
        static IEnumerable<string> Names<T>()
            where T : struct, Enum => Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal);
        IEnumerable<string?> Values(string definition) =>
            Schema.Definition(definition).GetProperty("enum").EnumerateArray().Select(one => one.GetString()).Order(StringComparer.Ordinal);
        Assert.Equal(Names<CommandContext>(), Values("context"));
        Assert.Equal(Names<RiskClass>(), Values("risk"));
    }

    [Fact]
    public void The_policies_that_come_with_the_program_fit_the_schema()
    {
        Assert.Empty(Schema.Validate(PolicyDocument.DefaultText()));
        Assert.All(PolicyPack.All, pack => Assert.Empty(Schema.Validate(pack.Text, "Pack")));
    }

    [Theory]
    [InlineData("commands: []")]
    [InlineData("version: 2")]
    [InlineData("version: 1\nfoo: 1")]
    [InlineData("version: 1\ncommands: [{ id: a, then: alow }]")]
    [InlineData("version: 1\ncommands: [{ id: a, when: { rsk: read }, then: allow }]")]
    [InlineData("version: 1\nconnections: [{ id: a, when: { command: ls }, then: allow }]")]
    [InlineData("version: 1\napprovals: { a: { expires: soon } }")]
    [InlineData("version: 1\ncommands: [{ id: a, when: { not: { risk: wild } }, then: allow }]")]
    public void The_schema_refuses_what_the_reader_refuses(string yaml)
    {
        Assert.NotEmpty(Schema.Validate(yaml));
        Assert.NotEmpty(PolicyDocument.Load(yaml, "p").Errors);
    }
}
