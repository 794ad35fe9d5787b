using SshGate.Policy.Rules;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy;

/// <summary>Rules that come with the program for a common need, to include by name.</summary>
public sealed record PolicyPack
{
    private const string Folder = "packs/";

    /// <summary>Every pack, by name.</summary>
    public static IReadOnlyList<PolicyPack> All { get; } = [.. typeof(PolicyPack).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>The name: <c>include: [pack:NAME]</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its version; a change of meaning changes it.</summary>
    public required string Version { get; init; }

    /// <summary>What it is, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>What it does.</summary>
    public required string Does { get; init; }

    /// <summary>What it does not do, and nobody should believe it did.</summary>
    public required string DoesNot { get; init; }

    /// <summary>The text of the file.</summary>
    public required string Text { get; init; }

    /// <summary>Tests of a policy that includes nothing but this pack.</summary>
    public required IReadOnlyList<PolicyTest> Tests { get; init; }

    /// <summary>The name of the file, for faults.</summary>
    internal string Source => Folder + Name + ".yaml";

    private static PolicyPack Read(string resource)
    {
        using var stream = typeof(PolicyPack).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        var (root, error) = YamlText.Read(text, resource);
        var yaml = new YamlReader(resource);
        var keys = root is null ? [] : yaml.Map(root, "pack", PolicyKeys.Pack);
        var header = keys.TryGetValue("pack", out var node) ? yaml.Map(node, "pack", PolicyKeys.PackHeader) : [];
        string Value(string key) => header.TryGetValue(key, out var value) ? ((value as YamlScalarNode)?.Value ?? "").Trim() : "";
        var pack = new PolicyPack
        {
            Name = Value("name"),
            Version = Value("version"),
            Title = Value("title"),
            Does = Value("does"),
            DoesNot = Value("does-not"),
            Text = text,
            Tests = keys.TryGetValue("tests", out var tests) ? new PolicyTestReader(yaml).Tests(tests) : [],
        };
        return error is null && yaml.Errors.Count == 0 && pack.Source == resource
            ? pack
            : throw new InvalidOperationException($"{resource}: {error?.ToString() ?? (yaml.Errors.Count > 0 ? yaml.Errors[0].Message : "another name inside")}");
    }
}
