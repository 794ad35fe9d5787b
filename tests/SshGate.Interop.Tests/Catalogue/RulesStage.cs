using SshGate.Interop.Tests.Support;
using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>A stage with rules that allow a few commands by name, by arguments and by line, and with a slow expression.</summary>
public sealed class RulesStage : ShellStage
{
    private protected override GateSettings Settings => new()
    {
        Policy =
            """
            version: 1
            defaults:
              command: approve
              connection: deny
              approve: { approvers: [sshgate-approvers], count: 1, expires: 15m }
            connections:
              - { id: any-verified, then: allow }
            commands:
              - { id: by-name, when: { command: [ls, echo] }, then: allow }
              - { id: by-arguments, when: { command: systemctl, arguments: "restart (nginx|app)" }, then: allow }
              - { id: by-line, when: { line: "./script.sh --stage" }, then: allow }
              - { id: slow, when: { command: frob, arguments: "((a+)+)+b" }, then: allow }
              - { id: never, when: { command: [sudo, stty, bind] }, then: deny }
            """,
    };
}
