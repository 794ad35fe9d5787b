using System.Security.Cryptography;
using System.Text;

namespace SshGate.Interop.Tests.Support.Shells;

/// <summary>One account with its own login shell on the <see cref="ShellServer"/>, behind a proxy that counts.</summary>
internal sealed class ShellTarget(AccountShell shell, CountingProxy proxy, string received, string home) : IAsyncDisposable
{
    /// <summary>What the wrapper writes down when the shell is started without a command.</summary>
    public const string ShellWithoutCommand = "shell\0";

    public AccountShell Shell => shell;

    /// <summary>The target's name in the gate's catalogue, and the account's on the server.</summary>
    public string Name => NameOf(shell);

    public int Port => proxy.Port;

    /// <summary>The account's home folder, the working directory of its commands.</summary>
    public string Home => home;

    public Traffic Traffic => proxy.Traffic;

    /// <summary>Every command string that the account's shell was started with, byte for byte, oldest first.</summary>
    public IReadOnlyList<byte[]> Received() =>
        [.. Directory.EnumerateFiles(received).Where(IsComplete).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    public IReadOnlyList<string> ReceivedText() => [.. Received().Select(Encoding.UTF8.GetString)];

    public bool HasReceived(string marker) =>
        ReceivedText().Any(command => command.Contains(marker, StringComparison.Ordinal));

    /// <summary>Everything in the home folder: names, kinds, rights, content. Reading changes nothing of it.</summary>
    public string HomeState()
    {
        var state = new StringBuilder();
        foreach (var entry in new DirectoryInfo(home).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            state.Append(Path.GetRelativePath(home, entry.FullName)).Append(' ').Append(entry.UnixFileMode).Append(' ');
            state.Append(entry.LinkTarget
                ?? (entry is FileInfo { Length: > 0 } file ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName))) : "-"));
            state.Append('\n');
        }

        return state.ToString();
    }

    public static string NameOf(AccountShell shell) => shell.ToString().ToLowerInvariant();

    public ValueTask DisposeAsync() => proxy.DisposeAsync();

    private static bool IsComplete(string file) => !file.EndsWith(".part", StringComparison.Ordinal);
}
