using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Files;

/// <summary>A gate whose policy lets files of the demo's home be changed, except where a change becomes code.</summary>
public sealed class FilesGate() : SharedGate(new GateSettings { Policy = Policy })
{
    internal const string Policy =
        """
        version: 1
        defaults:
          command: approve
          connection: deny
          approve: { approvers: [sshgate-approvers], count: 1, expires: 15m }
        connections:
          - id: any-verified
            then: allow
        commands:
          - id: read
            when: { risk: read }
            then: allow
          - id: files
            when: { context: files, paths: ["*/target/home/*"], risk: [write, destructive] }
            then: allow
          - id: held
            when: { context: files, command: [sftp-write, sftp-attributes], paths: ["*/target/home/held/*"] }
            then: approve
          - id: code
            when: { context: files, risk: privilege }
            then: deny
          - id: secrets
            when: { context: files, risk: exfil }
            then: deny
          - id: unreadable
            when: { context: files, risk: opaque }
            then: deny
          - id: servers
            when: { context: exec, command: [rsync, git-receive-pack], risk: [write, destructive] }
            then: allow
        """;
}
