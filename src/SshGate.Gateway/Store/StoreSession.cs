using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace SshGate.Gateway.Store;

/// <summary>
/// One database connection with its prepared statements. Used by one thread at a time: the writer's task, or a reader
/// that rented it. Written against ADO.NET's base types and plain SQL, so that another database can stand behind it.
/// </summary>
internal sealed class StoreSession : IDisposable
{
    private readonly DbConnection _connection;
    private readonly Dictionary<string, DbCommand> _statements = new(StringComparer.Ordinal);

    /// <summary>Takes over the open connection and disposes of it.</summary>
    public StoreSession(DbConnection connection) => _connection = connection;

    /// <summary>Runs a statement and returns the number of rows that it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Bind(sql, parameters).ExecuteNonQuery();

    /// <summary>Runs a query and maps every row.</summary>
    public List<T> Query<T>(
        string sql, Func<DbDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Bind(sql, parameters).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    /// <summary>Runs a query that gives a row or none; <c>default</c> is none.</summary>
    public T? QueryFirst<T>(
        string sql, Func<DbDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Bind(sql, parameters).ExecuteReader();
        return reader.Read() ? map(reader) : default;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    [SuppressMessage(
        "Security", "CA2100", Justification = "Every caller passes a constant text; values go in as parameters.")]
    private DbCommand Bind(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_statements.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            _statements.Add(sql, command);
        }

        for (var index = 0; index < parameters.Length; index++)
        {
            command.Parameters[index].Value = parameters[index].Value ?? DBNull.Value;
        }

        return command;
    }
}
