using System.Reflection;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Identity;
using SshGate.Policy;
using SshGate.Recording;
using SshGate.Ssh;
using SshGate.Terminal;

namespace SshGate.Cli.Tests.Architecture;

/// <summary>The shape that <c>src/README.md</c> promises.</summary>
public sealed class ArchitectureTests
{
    /// <summary>Each leaf with the only libraries that it may use beside the framework.</summary>
    public static TheoryData<Type, string[]> Leaves { get; } = new()
    {
        { typeof(SecretBytes), ["Microsoft.Extensions.Logging.Abstractions"] },
        { typeof(PolicyDocument), ["YamlDotNet"] },
        { typeof(Printable), [] },
        { typeof(RecordingWriter), [] },
    };

    [Theory]
    [MemberData(nameof(Leaves))]
    public void A_leaf_references_the_framework_and_nothing_of_ours(Type inLeaf, string[] allowed)
    {
        ArgumentNullException.ThrowIfNull(inLeaf);
        var foreign = inLeaf.Assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not ("System" or "netstandard" or "mscorlib"))
            .Except(allowed);

        Assert.Empty(foreign);
    }

    [Fact]
    public void The_policy_does_no_input_or_output()
    {
        // File, network, process and thread types live in these assemblies.
        string[] forbidden = ["System.Net.", "System.Diagnostics.Process", "System.IO.FileSystem", "System.Threading.Channels"];

        Assert.DoesNotContain(
            typeof(PolicyDocument).Assembly.GetReferencedAssemblies(),
            reference => forbidden.Any(name => reference.Name!.StartsWith(name, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(typeof(VerifiedIdentity))]
    [InlineData(typeof(AdmittedCommand))]
    [InlineData(typeof(ApprovalClaim))]
    [InlineData(typeof(ApprovalTicket))]
    [InlineData(typeof(Verdict))]
    public void A_proof_cannot_be_made_outside_the_project_that_decides(Type proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        Assert.True(proof.IsSealed);
        Assert.DoesNotContain(
            proof.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance),
            constructor => constructor.IsPublic);
    }

    [Theory]
    [InlineData(typeof(VerifiedIdentity))]
    [InlineData(typeof(AdmittedCommand))]
    [InlineData(typeof(ApprovalClaim))]
    public void The_strongest_proofs_cannot_even_be_made_elsewhere_in_the_gateway(Type proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        Assert.All(
            proof.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance),
            constructor => Assert.True(constructor.IsPrivate));
    }
}
