namespace SshGate.Ssh.Tests.Keys;

/// <summary>A folder for one test, readable by its owner only as ssh-keygen asks, removed at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sshgate-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public string WriteKey(string name, ReadOnlySpan<byte> text)
    {
        var path = File(name);
        System.IO.File.WriteAllBytes(path, text);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
