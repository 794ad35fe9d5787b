using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace SshGate.Gateway.Targets;

/// <summary>
/// The strict subset of YAML that the catalogue is written in: one document, no anchors, aliases or tags, little depth.
/// Checked on
/// the parser's events, before any tree is built, so that no text can make the tree large or deep.
/// </summary>
internal static class TargetYaml
{
    /// <summary>targets, target, accounts, account: five levels; the rest is room.</summary>
    private const int MaxDepth = 8;

    /// <summary>Returns the document's root, or null for an empty document.</summary>
    /// <exception cref="YamlException">Not YAML, or not of this subset.</exception>
    public static YamlNode? Load(string text)
    {
        var stream = new YamlStream();
        try
        {
            CheckEvents(text);
            stream.Load(new StringReader(text));
        }
        catch (Exception surprise) when (surprise is not (YamlException or OutOfMemoryException))
        {
            // The parser throws other exceptions for some texts, without a place; they all mean that it is not YAML.
            throw Refused(new Mark(0, 1, 1), "text that is not YAML", surprise);
        }

        return stream.Documents.Count switch
        {
            0 => null,
            1 => stream.Documents[0].RootNode,
            _ => throw Refused(stream.Documents[1].RootNode.Start, "a second document; one is accepted"),
        };
    }

    private static void CheckEvents(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth + 2)
            {
                throw Refused(parser.Current.Start, "nested more deeply than any target");
            }

            if (parser.Current is AnchorAlias || parser.Current is NodeEvent { Anchor.IsEmpty: false })
            {
                throw Refused(parser.Current.Start, "an anchor or alias; write the value out");
            }

            if (parser.Current is NodeEvent { Tag.IsEmpty: false })
            {
                throw Refused(parser.Current.Start, "a tag; plain values are accepted");
            }
        }
    }

    private static YamlException Refused(Mark at, string what, Exception? inner = null) =>
        inner is null ? new(at, at, $"found {what}") : new(at, at, $"found {what}", inner);
}
