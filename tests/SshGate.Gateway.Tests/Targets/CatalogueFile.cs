using SshGate.Gateway.Targets;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Tests.Targets;

/// <summary>A catalogue in a file of one test's own.</summary>
internal sealed class CatalogueFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sshgate-targets-").FullName;

    /// <summary>A host key, the same in all tests.</summary>
    public static SshPublicKey HostKey { get; } = NewKey();

    /// <summary>An authority for host certificates, the same in all tests.</summary>
    public static SshPublicKey Authority { get; } = NewKey();

    public string Path => System.IO.Path.Combine(_folder, "targets.yaml");

    public static SshPublicKey NewKey(SshKeyKind kind = SshKeyKind.Ed25519)
    {
        using var key = SshPrivateKey.Generate(kind);
        return key.PublicKey;
    }

    /// <summary>Writes the text, in which HOST and AUTHORITY stand for keys, and opens it.</summary>
    public TargetCatalogue Open(string text)
    {
        File.WriteAllText(Path, Filled(text));
        return TargetCatalogue.Open(Path);
    }

    /// <summary>What is wrong with the text, each with its place.</summary>
    public IReadOnlyList<string> Problems(string text) =>
        [.. Assert.Throws<TargetFileException>(() => Open(text)).Problems.Select(problem => $"{problem.Line}:{problem.Column}: {problem.Text}")];

    public static string Filled(string text) => text
        .Replace("HOST", HostKey.ToOpenSsh(), StringComparison.Ordinal)
        .Replace("AUTHORITY", Authority.ToOpenSsh(), StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
