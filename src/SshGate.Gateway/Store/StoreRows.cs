using System.Data.Common;

namespace SshGate.Gateway.Store;

/// <summary>Reading of columns that may be null.</summary>
internal static class StoreRows
{
    public static string? TextOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    public static byte[]? BytesOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);
}
