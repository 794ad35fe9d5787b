using System.Globalization;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Clients;

/// <summary>The real ansible, with an inventory as docs/agents.md has it.</summary>
internal static class Ansible
{
    /// <summary>Starts one task on the demo's target.</summary>
    /// <param name="gate">The gate that the inventory names.</param>
    /// <param name="folder">Ansible's home for this run.</param>
    /// <param name="module">Which module.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Further lines of the inventory.</param>
    /// <param name="withSshPass">The token goes through sshpass, instead of through <c>sshgate askpass</c>.</param>
    public static RunningProgram StartAnsible(
        this DemoGate gate, TestFolder folder, string module, string arguments, string variables = "", bool withSshPass = false)
    {
        var inventory = folder.Write(
            "inventory",
            $$$"""
            [gate]
            web1 ansible_host={{{gate.Facts.Host}}} ansible_port={{{gate.Facts.Port.ToString(CultureInfo.InvariantCulture)}}} ansible_user={{{gate.Ssh.UserName}}}
            [gate:vars]
            ansible_python_interpreter=/usr/bin/python3
            ansible_ssh_args={{{string.Join(' ', gate.Ssh.CommonOptions)}}} -o KbdInteractiveAuthentication=yes -o PreferredAuthentications=keyboard-interactive -o ControlMaster=auto -o ControlPersist=5s
            {{{(withSshPass ? $"ansible_password=\"{{{{ lookup('file', '{gate.Facts.Agent}') }}}}\"" : "")}}}
            {{{variables}}}
            """);
        var environment = withSshPass ? [] : gate.Ssh.AskpassEnvironment(gate.Facts.Agent);
        environment["HOME"] = folder.Path;
        environment["ANSIBLE_CONFIG"] = folder.Write("ansible.cfg", "");
        environment["ANSIBLE_LOCAL_TEMP"] = folder.File("t");
        environment["ANSIBLE_SSH_CONTROL_PATH_DIR"] = folder.File("c");
        environment["ANSIBLE_NOCOLOR"] = "1";
        return RunningProgram.Start(
            Programs.Ansible, ["-i", inventory, "gate", "-vvv", "-m", module, "-a", arguments], environment);
    }
}
