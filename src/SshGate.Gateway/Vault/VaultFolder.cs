using System.Text.Json;
using System.Text.Json.Serialization;
using SshGate.Terminal;

namespace SshGate.Gateway.Vault;

/// <summary>
/// The vault's files: <c>name@version.sealed</c> each, and <c>vault.json</c>, which tells a wrong master key from a
/// changed file.
/// </summary>
internal sealed class VaultFolder(string path)
{
    private const string Suffix = ".sealed";

    /// <summary>A 16384-bit RSA key has some 12 KB; twice as base64.</summary>
    private const int MaxFileBytes = 64 * 1024;

    private static readonly JsonSerializerOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        MaxDepth = 4,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    public string Path => path;

    /// <summary>References of all key files, by name and version; other files are not looked at.</summary>
    public IReadOnlyList<KeyReference> References()
    {
        if (!Directory.Exists(path))
        {
            return [];
        }

        return
        [
            .. Directory.EnumerateFiles(path, "*" + Suffix)
                .Select(file => KeyReference.TryParse(System.IO.Path.GetFileName(file)[..^Suffix.Length], out var key) ? key : null)
                .OfType<KeyReference>()
                .Where(key => key.Version is not null)
                .OrderBy(key => key.Name, StringComparer.Ordinal)
                .ThenBy(key => key.Version),
        ];
    }

    public VaultCheck? ReadCheck() => File.Exists(CheckFile) ? Read<VaultCheck>(CheckFile) : null;

    public void WriteCheck(VaultCheck check) => Create(CheckFile, check);

    public SealedKey Read(KeyReference reference)
    {
        var key = Read<SealedKey>(FileOf(reference));
        return key.Format == SealedKey.CurrentFormat && key.Name == reference.Name && key.Version == reference.Version
            ? key
            : throw new VaultException(VaultFailure.Damaged, $"the file of key {reference} holds another key; restore it from a backup");
    }

    /// <summary>Never replaces a file: two programs that add the same version do not lose one.</summary>
    public void Add(SealedKey key) => Create(FileOf(KeyReference.Of(key.Name, key.Version)), key);

    public void Remove(KeyReference reference) => File.Delete(FileOf(reference));

    public string FileOf(KeyReference reference) => System.IO.Path.Combine(path, reference + Suffix);

    private string CheckFile => System.IO.Path.Combine(path, "vault.json");

    private static T Read<T>(string file)
    {
        try
        {
            using var bytes = PrivateFile.Read(file, MaxFileBytes);
            return JsonSerializer.Deserialize<T>(bytes.Span, Strict) ?? throw new JsonException("null");
        }
        catch (JsonException bad)
        {
            throw new VaultException(VaultFailure.Damaged, $"{file} is not a file of this vault; restore it from a backup", bad);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new VaultException(VaultFailure.Unusable, Printable.Escape(failure.Message), failure);
        }
    }

    private void Create<T>(string file, T content)
    {
        try
        {
            PrivateFile.CreateFolder(path);
            PrivateFile.Create(file, JsonSerializer.SerializeToUtf8Bytes(content, Strict));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw File.Exists(file)
                ? new VaultException(VaultFailure.Exists, $"{file} was made by another program in the meantime; try again", failure)
                : new VaultException(VaultFailure.Unusable, Printable.Escape(failure.Message), failure);
        }
    }
}
