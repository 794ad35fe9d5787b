using System.Globalization;
using System.Text.RegularExpressions;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Failures;

/// <summary>A gate that cannot be what it should be does not start, and says why in words that lead on.</summary>
public sealed class StartFailureTests
{
    [Fact]
    public async Task A_vault_under_another_master_key_stays_locked()
    {
        using var folder = new TestFolder();
        await using (await DemoGate.StartAsync(new GateSettings { Directory = folder.Path }))
        {
        }

        await File.WriteAllTextAsync(
            folder.File("master.key"), new string('0', 64) + "\n", TestContext.Current.CancellationToken);

        var demo = await DemoGate.FailToStartAsync(new GateSettings { Directory = folder.Path });
        var serve = await ServeAsync(folder);

        Assert.All([demo, serve], run =>
        {
            Assert.NotEqual(0, run.ExitStatus);
            run.ShouldSay("sshgate: error: ").ShouldSay("locked").ShouldSay("sshgate: hint: ");
            Assert.DoesNotContain("   at SshGate", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(new string('0', 64), run.Error, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_malformed_policy_stops_the_start_with_its_place()
    {
        using var folder = new TestFolder();

        var run = await DemoGate.FailToStartAsync(
            new GateSettings { Directory = folder.Path, Policy = Policies.Malformed });

        Assert.NotEqual(0, run.ExitStatus);
        run.ShouldSay("sshgate: error: ");
        Assert.Matches(@"policy\.yaml:4:12: ", run.Error);
        Assert.DoesNotContain("   at SshGate", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_is_not_there_stops_the_start()
    {
        using var folder = new TestFolder();
        var missing = folder.File("absent.yaml");

        var run = await RunningProgram.RunAsync(Programs.SshGate, ["demo", "--dir", folder.Path, "--policy", missing]);

        Assert.NotEqual(0, run.ExitStatus);
        run.ShouldSay("sshgate: error: ").ShouldSay(missing);
    }

    [Fact]
    public async Task An_unknown_key_in_the_configuration_stops_the_start_with_its_path()
    {
        using var folder = new TestFolder();
        folder.Write("appsettings.json", """{ "Ssh": { "Listen": "127.0.0.1:0", "MaxAuthTrys": 3 } }""");

        var run = await ServeAsync(folder);

        Assert.NotEqual(0, run.ExitStatus);
        run.ShouldSay("sshgate: error: ").ShouldSay("$.Ssh.MaxAuthTrys");
    }

    [Theory]
    [InlineData("demo", "--dir")]
    [InlineData("serve", "--config")]
    public async Task A_second_gate_on_the_same_data_refuses_in_words(string verb, string option)
    {
        await using var gate = await DemoGate.StartAsync();

        var second = await RunningProgram.RunAsync(
            Programs.SshGate, [verb, option, option == "--dir" ? gate.Directory : gate.Configuration]);

        Assert.NotEqual(0, second.ExitStatus);
        second
            .ShouldSay("sshgate: error: another gate")
            .ShouldSay(gate.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_second_gate_that_refused_leaves_the_first_one_unharmed()
    {
        await using var gate = await DemoGate.StartAsync();
        var marker = Marker.New();

        var second = await RunningProgram.RunAsync(Programs.SshGate, ["demo", "--dir", gate.Directory]);

        Assert.NotEqual(0, second.ExitStatus);
        Assert.Equal(marker + "\n", (await gate.Ssh.RunAsync(gate.Facts.Agent, $"echo {marker}")).ShouldExit(0).Output);
        Assert.True(gate.HasReceived(marker));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var folder = new TestFolder();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        var run = await RunningProgram.RunAsync(
            Programs.SshGate, ["demo", "--dir", folder.Path, "--ssh-port", $"{port}"]);

        Assert.NotEqual(0, run.ExitStatus);
        Assert.Matches(new Regex($"sshgate: error: .*{port}"), run.Error);
    }

    private static Task<ProgramResult> ServeAsync(TestFolder folder) =>
        RunningProgram.RunAsync(Programs.SshGate, ["serve", "--config", folder.File("appsettings.json")]);
}
