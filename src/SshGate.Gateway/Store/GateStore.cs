using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace SshGate.Gateway.Store;

/// <summary>
/// The gate's durable memory: one SQLite file, one writer. Changes queue up and are committed in groups; a change is
/// reported as done only when its group is on the disk (<c>synchronous=FULL</c>). Readers never wait for the writer.
/// </summary>
public sealed class GateStore : IAsyncDisposable
{
    // Waiting changes; beyond this callers wait, which slows the sessions that cause them.
    private const int QueueCapacity = 1024;

    // Changes per commit: one flush of the disk serves all of them, and none waits for more than a few milliseconds.
    private const int MaxBatch = 256;

    private readonly StoreLock _lock;
    private readonly StoreSession _session;
    private readonly Channel<WriteJob> _queue = Channel.CreateBounded<WriteJob>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Task _writer;
    private int _disposed;

    private GateStore(string directory, StoreLock storeLock, StoreSession session, StoreReader reader)
    {
        Directory = directory;
        _lock = storeLock;
        _session = session;
        Reader = reader;
        _writer = Task.Run(WriteLoopAsync);
    }

    /// <summary>The data directory.</summary>
    public string Directory { get; }

    /// <summary>Read-only access, for lists and verification.</summary>
    public StoreReader Reader { get; }

    /// <summary>Opens or creates the store of a data directory and holds it for this process alone.</summary>
    /// <exception cref="StoreException">Another gate has it, it is of a newer version, or it cannot be used.</exception>
    public static GateStore Open(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        SqliteLibrary.EnsureLoaded();
        CreatePrivateDirectory(directory);
        var storeLock = StoreLock.Acquire(directory);
        StoreSession? session = null;
        try
        {
            var path = StorePaths.Database(directory);
            CreatePrivateFile(path);
            session = Connect(path);
            StoreSchema.Migrate(session);
            return new GateStore(directory, storeLock, session, StoreReader.Open(directory));
        }
        catch (Exception failure)
        {
            session?.Dispose();
            storeLock.Dispose();
            if (failure is DbException)
            {
                throw new StoreException($"the store in {directory} cannot be used: {failure.Message}", failure);
            }

            throw;
        }
    }

    /// <summary>Finishes the changes that were accepted, writes the log back into the file and lets go of the lock.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _queue.Writer.TryComplete();
        await _writer;
        Reader.Dispose();
        _session.Dispose();
        _lock.Dispose();
    }

    /// <summary>
    /// Runs <paramref name="work"/> in the next group and returns when that group is durable. Everything in it happens
    /// or nothing. When the token cancels first, nothing was done.
    /// </summary>
    /// <exception cref="StoreException">The disk refused; nothing was done.</exception>
    internal async Task<T> WriteAsync<T>(Func<StoreSession, T> work, CancellationToken cancellationToken)
    {
        var job = new WriteJob<T>(work, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(job, cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw new StoreException("the gate is stopping; the store takes no more changes", closed);
        }

        return await job.Completion;
    }

    /// <summary>Reads beside the writer; see <see cref="StoreReader"/>.</summary>
    internal Task<T> ReadAsync<T>(Func<StoreSession, T> read, CancellationToken cancellationToken) =>
        Reader.ReadAsync(read, cancellationToken);

    private static StoreSession Connect(string path)
    {
        var connection = new SqliteConnection(StorePaths.ConnectionString(path, SqliteOpenMode.ReadWriteCreate));
        var session = new StoreSession(connection);
        try
        {
            connection.Open();
            session.Execute("PRAGMA journal_mode = WAL");
            session.Execute("PRAGMA synchronous = FULL");
            session.Execute("PRAGMA foreign_keys = ON");
            session.Execute("PRAGMA trusted_schema = OFF");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static void CreatePrivateDirectory(string directory)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                System.IO.Directory.CreateDirectory(directory);
            }
            else
            {
                System.IO.Directory.CreateDirectory(
                    directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the data directory {directory} cannot be made: {failure.Message}", failure);
        }
    }

    // SQLite gives its log files the mode of the main file; so the main file is made here, for the owner alone.
    private static void CreatePrivateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }

    private async Task WriteLoopAsync()
    {
        var batch = new List<WriteJob>(MaxBatch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxBatch && _queue.Reader.TryRead(out var job))
            {
                batch.Add(job);
            }

            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<WriteJob> batch)
    {
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var job in batch)
            {
                job.Run(_session);
            }

            _session.Execute("COMMIT");
        }
        catch (Exception failure)
        {
            // The catch-all of the writer: no caller may be left waiting, and none may believe that it is stored.
            RollBack();
            var reported = new StoreException($"the store could not write: {failure.Message}", failure);
            batch.ForEach(job => job.Fail(reported));
            return;
        }

        batch.ForEach(static job => job.Complete());
    }

    private void RollBack()
    {
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (DbException)
        {
            // SQLite has already rolled back by itself (a full disk does that); the next batch begins afresh.
        }
    }
}
