using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Rules;

/// <summary>
/// Text becomes one YAML document of plain keys, lists and texts. Everything that could make a small text large or deep is
/// refused before a tree is built from it.
/// </summary>
internal static class YamlText
{
    /// <summary>A policy that people review does not come near this size.</summary>
    public const int MaxCharacters = 1 << 20;

    private const int MaxDepth = 24;
    private const int MaxNodes = 100_000;

    public static (YamlNode? Root, PolicyError? Error) Read(string text, string file)
    {
        if (text.Length > MaxCharacters)
        {
            return (null, new PolicyError(file, 1, 1, $"longer than {MaxCharacters} characters"));
        }

        try
        {
            if (Inspect(text, file) is { } fault)
            {
                return (null, fault);
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1
                ? (stream.Documents[0].RootNode, null)
                : (null, new PolicyError(file, 1, 1, "expected one YAML document"));
        }
        catch (YamlException failure)
        {
            return (null, At(file, failure.Start, failure.InnerException?.Message ?? failure.Message));
        }
#pragma warning disable CA1031 // The library also fails in its own ways on text that is no YAML: a fault of the file, not of the gate.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return (null, new PolicyError(file, 1, 1, $"not YAML: {failure.Message}"));
        }
    }

    private static PolicyError? Inspect(string text, string file)
    {
        var parser = new Parser(new StringReader(text));
        var (depth, nodes) = (0, 0);
        while (parser.MoveNext())
        {
            var current = parser.Current!;
            depth += current.NestingIncrease;
            if (current is AnchorAlias || current is NodeEvent { Anchor.IsEmpty: false })
            {
                return At(file, current.Start, "anchors and aliases are not used in policies: what is written is what applies");
            }

            if (current is NodeEvent { Tag.IsEmpty: false })
            {
                return At(file, current.Start, "tags are not used in policies");
            }

            if (depth > MaxDepth || ++nodes > MaxNodes)
            {
                return At(file, current.Start, depth > MaxDepth ? $"nested deeper than {MaxDepth}" : $"more than {MaxNodes} entries");
            }
        }

        return null;
    }

    private static PolicyError At(string file, Mark mark, string message) =>
        new(file, (int)Math.Max(mark.Line, 1), (int)Math.Max(mark.Column, 1), message);
}
