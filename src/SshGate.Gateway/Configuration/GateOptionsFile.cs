using System.Text.Json;
using System.Text.Json.Serialization;

namespace SshGate.Gateway.Configuration;

/// <summary>
/// Reads <c>appsettings.json</c> strictly: comments and trailing commas are welcome, an unknown key, a key given twice, a wrong
/// type or a value out of range is not, and stops the start.
/// </summary>
public static class GateOptionsFile
{
    /// <summary>No configuration of ours comes near; a larger file is a mistake.</summary>
    private const int MaxBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions Strict = new()
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 16,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    private static readonly JsonSerializerOptions Indented = new(Strict) { WriteIndented = true };

    /// <summary>Reads and validates <paramref name="path"/>; relative paths inside are resolved against its folder.</summary>
    /// <exception cref="ConfigurationException">The file is missing, not JSON, or something in it is wrong.</exception>
    public static GateOptions Load(string path)
    {
        var full = Path.GetFullPath(path);
        byte[] text;
        try
        {
            var file = new FileInfo(full);
            if (file.Exists && file.Length > MaxBytes)
            {
                throw Problem(full, "$", $"the file has {file.Length} bytes; at most {MaxBytes} are read");
            }

            text = File.ReadAllBytes(full);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Problem(full, "$", $"cannot be read: {failure.Message}", failure);
        }

        return Parse(text, full);
    }

    /// <summary>As <see cref="Load"/>, for text already in memory.</summary>
    /// <exception cref="ConfigurationException">Not JSON, or something in it is wrong.</exception>
    public static GateOptions Parse(ReadOnlySpan<byte> text, string file)
    {
        GateOptions? options;
        try
        {
            options = JsonSerializer.Deserialize<GateOptions>(text.StartsWith("\uFEFF"u8) ? text[3..] : text, Strict);
        }
        catch (JsonException failure)
        {
            throw Problem(file, failure.Path ?? "$", Explain(failure), failure);
        }

        if (options is null)
        {
            throw Problem(file, "$", "found null; an object is accepted");
        }

        options = options.ResolvePaths(Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".");
        var problems = options.Validate().ToList();
        return problems.Count == 0 ? options : throw new ConfigurationException(file, problems);
    }

    /// <summary>Writes options so that <see cref="Load"/> reads them back; for programs that make a configuration, such as the demo.</summary>
    public static void Save(GateOptions options, string path) =>
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(options, Indented));

    /// <summary>System.Text.Json repeats path and position at the end of its message: keep the reason, say the line as people count.</summary>
    private static string Explain(JsonException failure)
    {
        var reason = failure.Message;
        var tail = reason.IndexOf(" Path: ", StringComparison.Ordinal);
        if (tail >= 0)
        {
            reason = reason[..tail];
        }

        reason = reason.Replace("The JSON property '", "unknown key '", StringComparison.Ordinal);
        var type = reason.IndexOf("' could not be mapped", StringComparison.Ordinal);
        if (type >= 0)
        {
            reason = reason[..(type + 1)];
        }

        return failure.LineNumber is { } line ? $"{reason} (line {line + 1})" : reason;
    }

    private static ConfigurationException Problem(string file, string path, string text, Exception? inner = null) =>
        new(file, [new ConfigurationProblem(path, text)], inner);
}
