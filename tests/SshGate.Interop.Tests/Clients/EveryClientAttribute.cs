using System.Reflection;
using SshGate.Interop.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

namespace SshGate.Interop.Tests.Clients;

/// <summary>One run of the test for every client.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EveryClientAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new(Enum.GetValues<SshClient>().Select(client => new TheoryDataRow<SshClient>(client)).ToList());

    public override bool SupportsDiscoveryEnumeration() => true;
}
