using System.Globalization;
using System.Text.RegularExpressions;

namespace SshGate.Gateway.Vault;

/// <summary>Names a key in the vault: <c>name</c> for its newest version, <c>name@version</c> for that one.</summary>
/// <remarks>Names become file names, so they hold nothing that a path, a shell or a log could read twice.</remarks>
public sealed partial record KeyReference
{
    private KeyReference(string name, int? version)
    {
        Name = name;
        Version = version;
    }

    /// <summary>
    /// Lower-case letters, digits, <c>. _ -</c>; starts with a letter or digit; at most 64 characters.
    /// </summary>
    public string Name { get; }

    /// <summary>The version, from 1; null for the newest.</summary>
    public int? Version { get; }

    /// <summary>Reads a reference.</summary>
    /// <exception cref="VaultException">It is not one.</exception>
    public static KeyReference Parse(string text) => TryParse(text, out var reference)
        ? reference
        : throw new VaultException(
            VaultFailure.BadName,
            $"'{Terminal.Printable.Escape(text)}' is not the name of a key: expected name or name@version,"
            + " of a-z, 0-9, '.', '_' and '-', starting with a letter or digit");

    /// <summary>Reads a reference, where a wrong one is no error.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out KeyReference? reference)
    {
        var match = Form().Match(text ?? "");
        reference = match.Success
            ? new KeyReference(match.Groups["name"].Value, Number(match.Groups["version"]))
            : null;
        return match.Success;
    }

    /// <summary>As it is parsed.</summary>
    public override string ToString() => Version is { } version ? $"{Name}@{version}" : Name;

    private static int? Number(Group digits) =>
        digits.Success ? int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    internal static KeyReference Of(string name, int version) => new(name, version);

    // \z, not $: the latter also matches before a line feed at the end.
    [GeneratedRegex(@"\A(?<name>[a-z0-9][a-z0-9._-]{0,63})(?:@(?<version>[1-9][0-9]{0,5}))?\z")]
    private static partial Regex Form();
}
