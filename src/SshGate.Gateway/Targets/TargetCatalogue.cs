using System.Text;
using System.Text.Unicode;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Gateway.Vault;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Targets;

/// <summary>
/// The catalogue of targets over one file. A changed file is taken over when somebody next asks; a bad one changes
/// nothing, and
/// the last good content stays. Reading is safe from several threads; the state is guarded by one lock.
/// </summary>
public sealed class TargetCatalogue
{
    /// <summary>Some 10,000 targets.</summary>
    private const int MaxFileBytes = 8 * 1024 * 1024;

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly string _file;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();

    private (DateTime Written, long Length) _stamp;
    private IReadOnlyList<Target> _targets = [];
    private Dictionary<string, Target> _byName = new(StringComparer.Ordinal);

    private TargetCatalogue(string file, ILogger logger)
    {
        _file = file;
        _logger = logger;
    }

    /// <summary>All targets, in the order of the file.</summary>
    public IReadOnlyList<Target> Targets
    {
        get
        {
            Refresh();
            lock (_lock)
            {
                return _targets;
            }
        }
    }

    /// <summary>
    /// What is wrong with the file as it is now, while the last good content is used; null when nothing is.
    /// </summary>
    public string? Problem { get; private set; }

    /// <summary>Opens the catalogue; a file that is not there is an empty one.</summary>
    /// <exception cref="TargetFileException">The file is there and cannot be used.</exception>
    public static TargetCatalogue Open(string file, ILogger? logger = null)
    {
        var catalogue = new TargetCatalogue(file, logger ?? NullLogger.Instance);
        catalogue._stamp = catalogue.Stamp();
        catalogue.Take(Load(file));
        return catalogue;
    }

    /// <summary>The target of this name, or null.</summary>
    public Target? Find(string name)
    {
        Refresh();
        lock (_lock)
        {
            return _byName.GetValueOrDefault(name);
        }
    }

    /// <summary>Adds a target at the end of the file; the rest of the file stays as it is.</summary>
    /// <exception cref="TargetFileException">The name is taken, the target does not hold, or the file cannot be
    /// used.</exception>
    public async Task AddAsync(Target target, CancellationToken cancellationToken)
    {
        Refresh();
        if (Load(_file).Any(known => known.Name == target.Name))
        {
            throw Failed($"there is a target named '{target.Name}' already; remove it first");
        }

        await WriteAsync(TargetFileWriter.Add(Text(_file), _file, target), cancellationToken);
    }

    /// <summary>
    /// Accepts more host keys from a target; the rest of the file stays as it is. Returns those that were not pinned before, or
    /// null when there is no such target.
    /// </summary>
    /// <exception cref="TargetFileException">The file cannot be used.</exception>
    public async Task<IReadOnlyList<SshPublicKey>?> PinAsync(
        string name, IReadOnlyList<SshPublicKey> keys, CancellationToken cancellationToken)
    {
        if (Load(_file).FirstOrDefault(known => known.Name == name) is not { } target)
        {
            return null;
        }

        SshPublicKey[] added = [.. keys.Distinct().Except(target.HostKeys)];
        if (added.Length > 0)
        {
            await WriteAsync(TargetFileWriter.Pin(Text(_file), _file, name, added), cancellationToken);
        }

        return added;
    }

    /// <summary>Removes a target; false when there is none of that name.</summary>
    /// <exception cref="TargetFileException">The file cannot be used, or another target is reached through this one.</exception>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        var targets = Load(_file);
        if (targets.All(known => known.Name != name))
        {
            return false;
        }

        if (targets.FirstOrDefault(known => known.Jump?.Target == name) is { } behind)
        {
            throw Failed($"the target '{behind.Name}' is reached through '{name}'; remove or change that one first");
        }

        await WriteAsync(TargetFileWriter.Remove(Text(_file), _file, name), cancellationToken);
        return true;
    }

    /// <summary>Replaces the whole catalogue, in this order.</summary>
    /// <exception cref="TargetFileException">A target does not hold, or the file cannot be written.</exception>
    public Task SaveAsync(IEnumerable<Target> targets, CancellationToken cancellationToken) =>
        WriteAsync(TargetFileWriter.Write(targets), cancellationToken);

    private async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        // What is written must be readable again: the same rules hold for a person's edit and for a program's.
        TargetFileReader.Read(text, _file);
        try
        {
            await Task.Run(() => PrivateFile.Write(_file, Encoding.UTF8.GetBytes(text), Mode), cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed($"cannot be written: {failure.Message}", failure);
        }

        Refresh();
    }

    private void Refresh()
    {
        lock (_lock)
        {
            var stamp = Stamp();
            if (stamp == _stamp)
            {
                return;
            }

            _stamp = stamp;
            try
            {
                if (stamp == default)
                {
                    throw Failed("the file is gone");
                }

                Take(Load(_file));
                Problem = null;
                TargetsLog.Reloaded(_logger, _file, _targets.Count);
            }
            catch (TargetFileException bad)
            {
                Problem = bad.Message;
                TargetsLog.NotReloaded(_logger, bad.Message);
            }
        }
    }

    private void Take(IReadOnlyList<Target> targets)
    {
        _targets = targets;
        _byName = targets.ToDictionary(target => target.Name, StringComparer.Ordinal);
    }

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(_file);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private static IReadOnlyList<Target> Load(string file) =>
        [.. TargetFileReader.Read(Text(file), file).Select(entry => entry.Target)];

    private static string Text(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > MaxFileBytes)
            {
                throw Failed(file, $"has {stream.Length} bytes; at most {MaxFileBytes} are read");
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Failed(file, "is not UTF-8 text");
        }
        catch (FileNotFoundException)
        {
            return "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed(file, $"cannot be read: {failure.Message}", failure);
        }
    }

    private TargetFileException Failed(string text, Exception? inner = null) => Failed(_file, text, inner);

    private static TargetFileException Failed(string file, string text, Exception? inner = null) =>
        new(file, [new TargetProblem(1, 1, text)], inner);
}
