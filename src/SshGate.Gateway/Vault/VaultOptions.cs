namespace SshGate.Gateway.Vault;

/// <summary>How the vault is opened (section <c>Vault</c> of the configuration).</summary>
public sealed record VaultOptions
{
    /// <summary>Where the master key comes from.</summary>
    public MasterKeyOptions MasterKey { get; init; } = new() { File = "keys/master.key" };

    /// <summary>The same options with the path absolute, seen from <paramref name="folder"/>.</summary>
    public VaultOptions ResolvePaths(string folder) => MasterKey.File is { } file
        ? this with { MasterKey = MasterKey with { File = Path.GetFullPath(file, folder) } }
        : this;

    /// <summary>What is wrong with the values: the JSON path below this section, and a text.</summary>
    public IEnumerable<(string Path, string Text)> Problems()
    {
        object?[] named = [MasterKey.File, MasterKey.Environment, MasterKey.Command];
        var sources = named.Count(source => source is not null);
        if (sources != 1)
        {
            yield return (".MasterKey", $"found {sources} of File, Environment and Command; exactly one is accepted");
        }

        if (MasterKey.Command is { } command && (command.Count == 0 || command[0].Length == 0))
        {
            yield return (".MasterKey.Command", "found no program; a list of a program and its arguments is accepted");
        }
    }
}
