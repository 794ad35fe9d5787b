namespace SshGate.Interop.Tests.Support;

/// <summary>A folder of one test's own, removed at its end.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sshgate-interop-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        System.IO.File.SetUnixFileMode(File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return File(name);
    }

    public string WriteScript(string name, string text)
    {
        Write(name, text);
        System.IO.File.SetUnixFileMode(
            File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
