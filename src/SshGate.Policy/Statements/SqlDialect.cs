namespace SshGate.Policy.Statements;

/// <summary>Whose SQL, and whose client commands.</summary>
internal enum SqlDialect
{
    /// <summary>PostgreSQL and <c>psql</c>.</summary>
    Postgres,

    /// <summary>MySQL, MariaDB and <c>mysql</c>.</summary>
    Mysql,

    /// <summary>SQLite and <c>sqlite3</c>.</summary>
    Sqlite,
}
