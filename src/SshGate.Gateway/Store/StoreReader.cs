using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace SshGate.Gateway.Store;

/// <summary>
/// Reads a store through a few read-only connections, beside the one writer and without waiting for it. Can be opened
/// alone, while a gate runs on the same data or when none does: that is what <c>verify</c> uses.
/// </summary>
public sealed class StoreReader : IDisposable
{
    // Reads are short; more connections than this only compete for the same few cores.
    private const int MaxConnections = 4;

    private readonly string _connectionString;
    private readonly SemaphoreSlim _slots = new(MaxConnections, MaxConnections);
    private readonly ConcurrentBag<StoreSession> _idle = [];

    private StoreReader(string path) => _connectionString = StorePaths.ConnectionString(path, SqliteOpenMode.ReadOnly);

    /// <summary>Opens the store of a data directory for reading only.</summary>
    /// <exception cref="StoreException">There is no store, or it is of another version.</exception>
    public static StoreReader Open(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        SqliteLibrary.EnsureLoaded();
        var path = StorePaths.Database(directory);
        if (!File.Exists(path))
        {
            throw new StoreException($"there is no store in {directory} ({Path.GetFileName(path)} is missing)");
        }

        var reader = new StoreReader(path);
        try
        {
            var session = reader.Connect();
            StoreSchema.EnsureCurrent(session);
            reader._idle.Add(session);
            return reader;
        }
        catch (DbException broken)
        {
            reader.Dispose();
            throw new StoreException($"the store {path} cannot be read: {broken.Message}", broken);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }

        _slots.Dispose();
    }

    /// <summary>Runs <paramref name="read"/> on a pool thread; it sees one consistent state of the store.</summary>
    internal async Task<T> ReadAsync<T>(Func<StoreSession, T> read, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Run(read), cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    private T Run<T>(Func<StoreSession, T> read)
    {
        if (!_idle.TryTake(out var session))
        {
            session = Connect();
        }

        var usable = false;
        try
        {
            // One transaction, so that two queries of one read never see two different states.
            session.Execute("BEGIN");
            var result = read(session);
            session.Execute("COMMIT");
            usable = true;
            return result;
        }
        finally
        {
            if (usable)
            {
                _idle.Add(session);
            }
            else
            {
                session.Dispose();
            }
        }
    }

    private StoreSession Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            return new StoreSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
