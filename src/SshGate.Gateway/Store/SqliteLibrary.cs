using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace SshGate.Gateway.Store;

/// <summary>
/// Binds the SQLite provider to the library of the operating system, which the distribution patches without us.
/// The packages that carry their own copy carry an old one with a known advisory.
/// </summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<bool> Loaded = new(Load, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Makes SQLite usable in this process; throws <see cref="StoreException"/> if the system has none.</summary>
    public static void EnsureLoaded() => _ = Loaded.Value;

    private static bool Load()
    {
        if (!TryLoadSystemLibrary(out _))
        {
            throw new StoreException(
                $"the SQLite library ({string.Join(" or ", Candidates())}) was not found on this machine; "
                + "install it (Debian, Ubuntu: apt-get install libsqlite3-0)");
        }

        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name.Contains("sqlite3", StringComparison.Ordinal) && TryLoadSystemLibrary(out var handle) ? handle : 0;

    [SuppressMessage("Reliability", "CA2020", Justification = "A library handle is not arithmetic.")]
    private static bool TryLoadSystemLibrary(out nint handle)
    {
        foreach (var candidate in Candidates())
        {
            if (NativeLibrary.TryLoad(candidate, out handle))
            {
                return true;
            }
        }

        handle = 0;
        return false;
    }

    private static string[] Candidates() =>
        OperatingSystem.IsWindows() ? ["winsqlite3.dll", "sqlite3.dll"]
        : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib", "libsqlite3.dylib"]
        : ["libsqlite3.so.0"];
}
