using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SshGate.Gateway.Audit;

/// <summary>
/// The facts of one event, by name. Only plain typed values go in, on purpose: there is no way to hand over an object
/// whose properties nobody looked at, a secret or a token among them.
/// </summary>
public sealed class AuditDetails
{
    private readonly JsonObject _facts = [];

    /// <summary>Adds a text; an absent one is left out.</summary>
    public AuditDetails With(string name, string? value) => value is null ? this : Add(name, value);

    /// <summary>Adds a number.</summary>
    public AuditDetails With(string name, long value) => Add(name, value);

    /// <summary>Adds yes or no.</summary>
    public AuditDetails With(string name, bool value) => Add(name, value);

    /// <summary>Adds a moment, as ISO 8601 in UTC with milliseconds.</summary>
    public AuditDetails With(string name, DateTimeOffset value) =>
        Add(name, value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    /// <summary>Adds a list of texts.</summary>
    public AuditDetails With(string name, IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Add(name, new JsonArray([.. values.Select(value => JsonValue.Create(value))]));
    }

    /// <summary>Adds exact bytes, as base64: what ran must be readable later without a guess at its encoding.</summary>
    public AuditDetails With(string name, ReadOnlyMemory<byte> value) =>
        Add(name, Convert.ToBase64String(value.Span));

    /// <summary>The canonical text: one line of JSON in the order of adding.</summary>
    internal string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            _facts.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, checked((int)buffer.Length));
    }

    private AuditDetails Add(string name, JsonNode value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _facts.Add(name, value);
        return this;
    }
}
