using System.Text;
using System.Text.Json;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Clients;

/// <summary>Ansible, which is told nothing about the gate but its address: what each kind of task asks people for.</summary>
public sealed class AnsibleTests
{
    /// <summary>All that a rule can give to Ansible without pipelining; what is left is said in docs/limits.md.</summary>
    private static string FolderPolicy { get; } = Policies.Usual +
        """

          - id: ansible-upload
            when: { context: files, command: sftp-write, paths: ["*/.ansible/ansible-tmp-*/AnsiballZ_*.py"], risk: write }
            then: allow
          - id: ansible-executable
            when: { context: exec, command: chmod, arguments: 'u\+x( [^ ]+/\.ansible/ansible-tmp-[0-9.-]+/(AnsiballZ_[a-z_.]+\.py)?)+' }
            then: allow
          - id: ansible-remove
            when: { context: exec, command: rm, paths: ["*/.ansible/ansible-tmp-*"] }
            then: allow
          - id: ansible-python
            when: { context: exec, command: python3, paths: ["*/.ansible/ansible-tmp-*/AnsiballZ_*.py"] }
            then: allow
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Raw_runs_what_reads_at_once_and_holds_what_destroys(bool withSshPass)
    {
        await using var gate = await DemoGate.StartAsync();
        using var folder = new TestFolder();
        var victim = folder.Write("victim", "");

        await using var reading = gate.StartAnsible(folder, "raw", "uname -s", withSshPass: withSshPass);
        Assert.Matches(@"web1 \| CHANGED \| rc=0 >>\s+Linux\r?\n", (await reading.EndAsync()).ShouldExit(0).Output);
        Assert.Empty(await PendingAsync(gate));

        await using var destroying = gate.StartAnsible(folder, "raw", $"rm -rf {victim}", withSshPass: withSshPass);
        var request = await HeldAsync(gate, destroying);
        Assert.Equal($"rm -rf {victim}", Encoding.UTF8.GetString(request.Command));
        Assert.True(File.Exists(victim));
        (await gate.ApproveAsync(request)).ShouldExit(0);
        Assert.Contains("rc=0", (await destroying.EndAsync()).ShouldExit(0).Output, StringComparison.Ordinal);
        Assert.False(File.Exists(victim));
    }

    [Fact]
    public async Task Raw_that_is_refused_says_why()
    {
        await using var gate = await DemoGate.StartAsync();
        using var folder = new TestFolder();

        await using var ansible = gate.StartAnsible(folder, "raw", "sudo -i");

        var run = (await ansible.EndAsync()).ShouldExit(2);
        Assert.Contains("rc=77", run.Output, StringComparison.Ordinal);
        Assert.Contains("sshgate: denied by policy", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_with_pipelining_is_one_request_that_shows_the_whole_program()
    {
        await using var gate = await DemoGate.StartAsync();
        using var folder = new TestFolder();
        var marker = Marker.New();

        await using var ansible = gate.StartAnsible(folder, "command", $"echo {marker}", "ansible_pipelining=true");
        var request = await HeldAsync(gate, ansible);
        Assert.Equal("/bin/sh -c '/usr/bin/python3 && sleep 0'", Encoding.UTF8.GetString(request.Command));
        var program = Encoding.UTF8.GetString(request.Json.GetProperty("input").GetProperty("base64").GetBytesFromBase64());
        Assert.Contains("_ANSIBALLZ_WRAPPER", program, StringComparison.Ordinal);
        Assert.Contains(marker, program, StringComparison.Ordinal);
        Assert.False(gate.HasReceived("python3"));
        (await gate.ApproveAsync(request)).ShouldExit(0);

        var run = (await ansible.EndAsync()).ShouldExit(0);
        Assert.Matches($@"web1 \| CHANGED \| rc=0 >>\s+{marker}\n", run.Output);
        Assert.Empty(await PendingAsync(gate));
    }

    [Fact]
    public async Task A_module_with_pipelining_that_a_person_rejects_does_not_run_and_says_why()
    {
        await using var gate = await DemoGate.StartAsync();
        using var folder = new TestFolder();

        await using var ansible = gate.StartAnsible(folder, "command", "uptime", "ansible_pipelining=true");
        var request = await HeldAsync(gate, ansible);
        (await gate.CliAsync(gate.Facts.Approver, "approvals", "reject", request.Id, "--reason", "not today")).ShouldExit(0);

        var run = (await ansible.EndAsync()).ShouldNotExit(0);
        Assert.Contains("not today", run.Output, StringComparison.Ordinal);
        Assert.False(gate.HasReceived("python3"));
    }

    [Fact]
    public async Task A_module_without_pipelining_is_five_requests()
    {
        await using var gate = await DemoGate.StartAsync();

        var asked = await RunModuleAsync(gate);

        Assert.Collection(
            asked,
            folder => Assert.StartsWith("/bin/sh -c '( umask 77 && mkdir -p ", folder, StringComparison.Ordinal),
            upload => Assert.StartsWith("sftp write --create --truncate ", upload, StringComparison.Ordinal),
            executable => Assert.StartsWith("/bin/sh -c 'chmod u+x ", executable, StringComparison.Ordinal),
            python => Assert.Matches(@"^/bin/sh -c '/usr/bin/python3 [^ ]+/AnsiballZ_command\.py && sleep 0'$", python),
            remove => Assert.StartsWith("/bin/sh -c 'rm -f -r ", remove, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rules_spare_people_the_files_of_a_module_and_never_its_folder_and_its_program()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = FolderPolicy });

        var asked = await RunModuleAsync(gate);

        Assert.Collection(
            asked,
            folder => Assert.StartsWith("/bin/sh -c '( umask 77 && mkdir -p ", folder, StringComparison.Ordinal),
            python => Assert.Matches(@"^/bin/sh -c '/usr/bin/python3 [^ ]+/AnsiballZ_command\.py && sleep 0'$", python));
    }

    /// <summary>Runs the module <c>command</c> as Ansible usually does, approves all it asks for, and returns that.</summary>
    private static async Task<IReadOnlyList<string>> RunModuleAsync(DemoGate gate)
    {
        using var folder = new TestFolder();
        var marker = Marker.New();
        await using var ansible = gate.StartAnsible(
            folder, "command", $"echo {marker}", $"ansible_remote_tmp={folder.File(".ansible")}");
        var asked = new List<string>();
        while (await NextAsync(gate, ansible) is { } request)
        {
            asked.Add(Encoding.UTF8.GetString(request.Command));
            (await gate.ApproveAsync(request)).ShouldExit(0);
        }

        var run = (await ansible.EndAsync()).ShouldExit(0);
        Assert.Matches($@"web1 \| CHANGED \| rc=0 >>\s+{marker}\n", run.Output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.File(".ansible")));
        return asked;
    }

    private static async Task<HeldRequest> HeldAsync(DemoGate gate, RunningProgram ansible)
    {
        var request = await NextAsync(gate, ansible);
        Assert.True(request is not null, $"nothing was held\n{ansible.OutputSoFar}{ansible.ErrorSoFar}");
        return request!;
    }

    /// <summary>The next request that waits, or null when Ansible ends without one.</summary>
    private static async Task<HeldRequest?> NextAsync(DemoGate gate, RunningProgram ansible)
    {
        IReadOnlyList<string> pending = [];
        await Wait.UntilAsync(
            async () => ansible.HasExited || (pending = await PendingAsync(gate)).Count > 0,
            () => $"a held request, or the end of ansible\n{ansible.OutputSoFar}{ansible.ErrorSoFar}");
        return pending.Count == 0 ? null : await HeldRequest.ShowAsync(gate, Assert.Single(pending));
    }

    private static async Task<IReadOnlyList<string>> PendingAsync(DemoGate gate)
    {
        var list = (await gate.CliAsync(gate.Facts.Approver, "approvals", "list", "--json")).ShouldExit(0);
        using var json = JsonDocument.Parse(list.Output);
        return [.. json.RootElement.EnumerateArray().Select(request => request.GetProperty("id").GetString()!)];
    }
}
