using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SshGate.Policy.Tests.Rules;

/// <summary>Checks YAML against a JSON schema; knows the words that ours uses and fails on any other.</summary>
internal sealed class JsonSchema(string text)
{
    private static readonly HashSet<string> Ignored = ["$schema", "title", "description", "$defs"];

    private readonly JsonElement _root = JsonDocument.Parse(text).RootElement;

    public IEnumerable<string> Definitions => _root.GetProperty("$defs").EnumerateObject().Select(one => one.Name);

    public JsonElement Definition(string name) => _root.GetProperty("$defs").GetProperty(name);

    /// <summary>The faults of a document; none when it fits.</summary>
    public List<string> Validate(string yaml, string? definition = null)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Check(stream.Documents[0].RootNode, definition is null ? _root : Definition(definition), "$");
    }

    private List<string> Check(YamlNode node, JsonElement schema, string path) =>
        [.. schema.EnumerateObject().Where(word => !Ignored.Contains(word.Name)).SelectMany(word => Check(node, schema, word, path))];

    private IEnumerable<string> Check(YamlNode node, JsonElement schema, JsonProperty word, string path)
    {
        var value = Value(node);
        var map = node as YamlMappingNode;
        var list = node as YamlSequenceNode;
        IEnumerable<string> Fails(bool holds) => holds ? [] : [$"{path}: {word.Name} {word.Value} ({value ?? node.NodeType})"];
        switch (word.Name)
        {
            case "$ref":
                return Check(node, Definition(word.Value.GetString()!.Split('/')[^1]), path);
            case "type":
                IEnumerable<string> types = word.Value.ValueKind == JsonValueKind.Array
                    ? word.Value.EnumerateArray().Select(type => type.GetString()!) : [word.Value.GetString()!];
                return Fails(types.Any(type => Is(node, value, type)));
            case "const":
                return Fails(Text(value) == word.Value.ToString());
            case "enum":
                return Fails(word.Value.EnumerateArray().Any(one => one.ToString() == Text(value)));
            case "pattern":
                return value is string text ? Fails(Regex.IsMatch(text, word.Value.GetString()!)) : [];
            case "minimum":
                return value is long low ? Fails(low >= word.Value.GetInt64()) : [];
            case "maximum":
                return value is long high ? Fails(high <= word.Value.GetInt64()) : [];
            case "maxLength":
                return value is string shorter ? Fails(shorter.Length <= word.Value.GetInt32()) : [];
            case "minItems":
                return list is not null ? Fails(list.Children.Count >= word.Value.GetInt32()) : [];
            case "maxItems":
                return list is not null ? Fails(list.Children.Count <= word.Value.GetInt32()) : [];
            case "minProperties":
                return map is not null ? Fails(map.Children.Count >= word.Value.GetInt32()) : [];
            case "required":
                return map is not null ? Fails(word.Value.EnumerateArray().All(key => map.Children.ContainsKey(new YamlScalarNode(key.GetString())))) : [];
            case "items":
                return list?.Children.SelectMany((item, i) => Check(item, word.Value, $"{path}[{i}]")) ?? [];
            case "properties":
                return map?.Children.Where(entry => word.Value.TryGetProperty(Key(entry.Key), out _))
                    .SelectMany(entry => Check(entry.Value, word.Value.GetProperty(Key(entry.Key)), $"{path}.{Key(entry.Key)}")) ?? [];
            case "propertyNames":
                return map?.Children.SelectMany(entry => Check(entry.Key, word.Value, $"{path}.{Key(entry.Key)}")) ?? [];
            case "additionalProperties":
                var others = map?.Children.Where(entry =>
                    !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(Key(entry.Key), out _)) ?? [];
                return word.Value.ValueKind == JsonValueKind.False
                    ? others.Select(entry => $"{path}: unknown key {Key(entry.Key)}")
                    : others.SelectMany(entry => Check(entry.Value, word.Value, $"{path}.{Key(entry.Key)}"));
            case "allOf":
                return word.Value.EnumerateArray().SelectMany(part => Check(node, part, path));
            case "anyOf":
                var branches = word.Value.EnumerateArray().Select(part => Check(node, part, path)).ToList();
                return branches.Exists(faults => faults.Count == 0) ? [] : branches.SelectMany(faults => faults);
            default:
                throw new InvalidOperationException($"the schema uses '{word.Name}', which this does not know");
        }
    }

    private static string Key(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static string? Text(object? value) => value is bool flag ? flag ? "true" : "false" : value?.ToString();

    /// <summary>A scalar by the rules of YAML's core schema; null for null and for what is no scalar.</summary>
    private static object? Value(YamlNode node) => node is not YamlScalarNode { Value: { } text } scalar ? null
        : scalar.Style != ScalarStyle.Plain ? text
        : text is "true" or "false" ? text == "true"
        : text is "" or "~" or "null" ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && !char.IsAsciiLetter(text[0]) ? real
        : text;

    private static bool Is(YamlNode node, object? value, string type) => type switch
    {
        "object" => node is YamlMappingNode,
        "array" => node is YamlSequenceNode,
        "null" => node is YamlScalarNode && value is null,
        "string" => value is string,
        "integer" => value is long,
        "number" => value is long or double,
        "boolean" => value is bool,
        _ => throw new InvalidOperationException(type),
    };
}
