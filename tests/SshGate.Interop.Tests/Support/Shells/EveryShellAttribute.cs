using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace SshGate.Interop.Tests.Support.Shells;

/// <summary>One run of the test for every account shell.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EveryShellAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new(Enum.GetValues<AccountShell>().Select(shell => new TheoryDataRow<AccountShell>(shell)).ToList());

    public override bool SupportsDiscoveryEnumeration() => true;
}
