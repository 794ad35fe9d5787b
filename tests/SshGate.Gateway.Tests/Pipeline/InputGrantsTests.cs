using SshGate.Gateway.Approvals;
using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Tests.Approvals;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Pipeline;

public sealed class InputGrantsTests
{
    [Fact]
    public void Input_that_turned_out_to_be_code_during_a_wait_does_not_flow()
    {
        var binding = ApprovalsFixture.Bind("ls");
        var command = AdmittedCommand.FromVerdict(PolicyVerdicts.Judge(binding), binding);
        var before = PolicyDocument.Default.Analyze(binding.CommandLine);
        var after = PolicyDocument.Default.Analyze(ApprovalsFixture.Bind("bash").CommandLine);

        Assert.Equal(InputGrant.All, InputGrants.Of(command, before, hasTerminal: false));
        Assert.Equal(InputGrant.Judged, InputGrants.Of(command, after, hasTerminal: false));
    }
}
