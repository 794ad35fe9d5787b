using System.Globalization;

namespace SshGate.Gateway.Store;

/// <summary>
/// Holds a data directory for one gate. Two writing processes would starve each other and would both think that they
/// own the held requests. The operating system frees the lock when the process dies, however it dies.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private const string LockFileName = "gate.lock";

    // A second file, because a file that is locked for one process alone cannot be read by the others.
    private const string HolderFileName = "gate.pid";

    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    public static StoreLock Acquire(string directory)
    {
        FileStream file;
        try
        {
            file = new FileStream(
                Path.Combine(directory, LockFileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException busy) when (busy is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new StoreException(
                $"another gate{DescribeHolder(directory)} already uses the data in {directory}; "
                + "stop it, or give this one its own data directory",
                busy);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new StoreException(
                $"the data directory {directory} cannot be written by this user; change its owner or choose another",
                denied);
        }

        File.WriteAllText(
            Path.Combine(directory, HolderFileName),
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new StoreLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string DescribeHolder(string directory)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(directory, HolderFileName));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
                ? $" (process {processId})"
                : "";
        }
        catch (IOException)
        {
            // Only a nicety of the message; the lock itself has already said no.
            return "";
        }
    }
}
