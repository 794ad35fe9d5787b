using System.Security.Cryptography;
using SshGate.Ssh;

namespace SshGate.Gateway.Vault;

/// <summary>
/// Files that only their owner may read. Written whole or not at all: to a temporary file beside the target that is
/// flushed to
/// the disk and then renamed over it, so that a crash leaves the old content or the new.
/// </summary>
public static class PrivateFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates a folder that only its owner may enter; one that is there stays as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Reads a secret; the caller disposes it.</summary>
    /// <exception cref="UnauthorizedAccessException">Others than the owner may use the file.</exception>
    /// <exception cref="IOException">It cannot be read, or is longer than <paramref name="maxBytes"/>.</exception>
    public static SecretBytes Read(string path, int maxBytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
        {
            throw new UnauthorizedAccessException($"{path} holds a secret and others may read it; run: chmod 600 {path}");
        }

        var bytes = new byte[maxBytes + 1];
        try
        {
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= maxBytes
                ? new SecretBytes(bytes.AsSpan(0, length))
                : throw new IOException($"{path} is longer than {maxBytes} bytes");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Replaces or creates the file, readable and writable by its owner only.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before is unchanged.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, Owner, overwrite: true);

    /// <summary>As <see cref="Write(string, ReadOnlySpan{byte})"/>, with other permissions.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode) => Write(path, content, mode, overwrite: true);

    /// <summary>As <see cref="Write(string, ReadOnlySpan{byte})"/>, away from the caller's thread.</summary>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Task.Run(() => Write(path, content.Span), cancellationToken);

    /// <summary>Creates the file, readable and writable by its owner only.</summary>
    /// <exception cref="IOException">It cannot be written, or is there already and unchanged.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content) => Write(path, content, Owner, overwrite: false);

    private static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode, bool overwrite)
    {
        var temporary = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        try
        {
            using (var file = new FileStream(temporary, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
