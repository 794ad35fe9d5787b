using System.Reflection;
using System.Runtime.Loader;

namespace SshGate.Fuzz.Coverage;

/// <summary>
/// Holds a second copy of the library, instrumented, and of this project, bound to it: nothing on disk is changed, and the
/// first copies stay as they were built.
/// </summary>
internal sealed class InstrumentedContext() : AssemblyLoadContext("instrumented")
{
    private const string Library = "SshGate.Ssh";
    private const string Fuzzing = "SshGate.Fuzz";

    private static readonly Lazy<MethodInfo> Entry = new(() => new InstrumentedContext()
        .LoadFromAssemblyName(new AssemblyName(Fuzzing))
        .GetType(typeof(FuzzCommand).FullName!)!
        .GetMethod(nameof(FuzzCommand.Run))!);

    /// <summary>Runs a command of this program there; its answer.</summary>
    public static string Run(params string[] arguments)
    {
        try
        {
            return (string)Entry.Value.Invoke(null, [arguments])!;
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            throw new InvalidOperationException(inner.ToString());
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        switch (assemblyName.Name)
        {
            case Library:
                using (var copy = EdgeInstrumenter.Instrument(PathOf(Library)))
                {
                    return LoadFromStream(copy);
                }

            case Fuzzing:
                return LoadFromAssemblyPath(PathOf(Fuzzing));
            default:
                return null;
        }
    }

    private static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
}
