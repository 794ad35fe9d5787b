using Microsoft.Data.Sqlite;

namespace SshGate.Gateway.Store;

/// <summary>Where the store's files are in a data directory, and how they are opened.</summary>
internal static class StorePaths
{
    public static string Database(string directory) => Path.Combine(directory, "sshgate.db");

    // Pooling is off: the writer and the readers keep their own connections and know when they close.
    public static string ConnectionString(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString();
}
