using System.Text.Json;
using System.Text.Unicode;

namespace SshGate.Gateway.Identity;

/// <summary>
/// Strict reading of JSON that decides about identity: distinct names (RFC 8259 §4), valid UTF-8, bounded depth.
/// </summary>
internal static class JsonText
{
    /// <summary>Deeper than any claim or key in use; a cap for the reader's stack.</summary>
    private const int MaxDepth = 16;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = MaxDepth,
    };

    /// <exception cref="FormatException">Not one JSON object under these rules; the message quotes nothing of the
    /// text.</exception>
    public static JsonDocument ParseObject(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
        {
            throw new FormatException("the text is not UTF-8");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Strict);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The inner exception is left out: it may quote the text. InvalidOperationException: a name with a lone
            // surrogate.
            throw new FormatException("the text is not a JSON object with distinct names");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw new FormatException("the text is not a JSON object");
    }

    /// <summary>The text of a member, or null when it is absent, no string, or an escaped lone surrogate.</summary>
    public static string? String(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? String(value) : null;

    /// <inheritdoc cref="String(JsonElement, string)"/>
    public static string? String(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
