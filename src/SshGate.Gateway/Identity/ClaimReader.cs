using System.Text.Json;

namespace SshGate.Gateway.Identity;

/// <summary>
/// Reads claims with their exact JSON types (RFC 7519 §4.1). The first problem is kept and later reads go on with
/// harmless
/// values, so that the caller asks for <see cref="Problem"/> once.
/// </summary>
internal sealed class ClaimReader(JsonElement claims)
{
    /// <summary>RFC 7519 sets no limit; OpenID Connect Core §2 caps <c>sub</c> at 255 ASCII characters.</summary>
    private const int MaxTextLength = 255;

    /// <summary>The last second that <see cref="DateTimeOffset"/> can hold: 9999-12-31T23:59:59Z.</summary>
    private const long MaxNumericDate = 253_402_300_799;

    /// <summary>Chains in practice have one or two actors (RFC 8693 §4.1).</summary>
    private const int MaxActors = 8;

    public TokenVerdict.Refused? Problem { get; private set; }

    public bool Has(string name) => claims.TryGetProperty(name, out _);

    public string Text(string name) => OptionalText(name) ?? Missing(name);

    public string? OptionalText(string name) =>
        claims.TryGetProperty(name, out var value) ? TextOf(value, name) : null;

    /// <summary>
    /// A list that may be spelled as one string (<paramref name="separator"/> splits it) or as an array of strings.
    /// </summary>
    public IReadOnlyList<string> Texts(string name, char? separator = null)
    {
        if (!claims.TryGetProperty(name, out var value))
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            if (separator is not { } between)
            {
                return [TextOf(value, name)];
            }

            return [.. (JsonText.String(value) ?? Invalid(name))
                .Split(between, StringSplitOptions.RemoveEmptyEntries)
                .Select(part => Checked(part, name))];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Invalid(name);
            return [];
        }

        return [.. value.EnumerateArray().Select(item => TextOf(item, name))];
    }

    public DateTimeOffset Date(string name)
    {
        if (OptionalDate(name) is { } date)
        {
            return date;
        }

        Missing(name);
        return DateTimeOffset.UnixEpoch;
    }

    /// <summary>NumericDate (RFC 7519 §2): a JSON number, fractions dropped, within the calendar.</summary>
    public DateTimeOffset? OptionalDate(string name)
    {
        if (!claims.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var seconds)
            && seconds is >= 0 and <= MaxNumericDate)
        {
            return DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        }

        Invalid(name);
        return DateTimeOffset.UnixEpoch;
    }

    /// <summary>The actors of nested <c>act</c> claims (RFC 8693 §4.1), the current one first.</summary>
    public IReadOnlyList<string> Actors()
    {
        var actors = new List<string>();
        var at = claims;
        while (at.TryGetProperty("act", out var actor))
        {
            if (actor.ValueKind != JsonValueKind.Object
                || !actor.TryGetProperty("sub", out var subject)
                || actors.Count == MaxActors)
            {
                Invalid("act");
                break;
            }

            actors.Add(TextOf(subject, "act.sub"));
            at = actor;
        }

        return actors;
    }

    private string TextOf(JsonElement value, string name) =>
        JsonText.String(value) is { } text ? Checked(text, name) : Invalid(name);

    /// <summary>
    /// Names end up in policies, audit lines and on screens: none may be empty, huge or hold a control character.
    /// </summary>
    private string Checked(string text, string name) =>
        text.Length is > 0 and <= MaxTextLength && !text.Any(char.IsControl) ? text : Invalid(name);

    private string Missing(string name)
    {
        Problem ??= new(TokenRefusal.ClaimMissing, $"the token has no '{name}' claim");
        return "";
    }

    private string Invalid(string name)
    {
        Problem ??= new(TokenRefusal.ClaimInvalid, $"the token's '{name}' claim has a type or value that this gate does not accept");
        return "";
    }
}
