using System.Text;
using System.Text.Json;
using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Walk;

/// <summary>What rules want beside the answer is done: secrets are masked before anybody sees them, input is recorded.</summary>
public sealed class RuleSettingsTests
{
    private static readonly string Policy = Policies.Usual +
        """

          - id: mask-everything
            mask: [card, private-key]
          - id: keep-input
            when: { command: sort }
            record: { input: true }
        """;

    [Fact]
    public async Task Secrets_are_masked_before_the_agent_and_the_recording()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = Policy });
        var marker = Marker.New();
        var run = (await gate.Ssh.RunAsync(gate.Facts.Agent, $"echo {marker}; printf '4111 1111 '; printf '1111 1111 ok'; echo 5500000000000004 >&2"))
            .ShouldExit(0);

        Assert.Equal($"{marker}\n‹masked:card› ok", run.Output);
        Assert.Contains("‹masked:card›", run.Error, StringComparison.Ordinal);
        var cast = await gate.SealedRecordingOfAsync(marker);
        Assert.DoesNotContain("4111 1111", cast.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("5500000000000004", cast.Output, StringComparison.Ordinal);
        (await gate.CliAsync(gate.Facts.Auditor, "verify", cast.File)).ShouldExit(0);
    }

    [Fact]
    public async Task Input_is_recorded_where_a_rule_asks_for_it_and_nowhere_else()
    {
        await using var gate = await DemoGate.StartAsync(new GateSettings { Policy = Policy });
        var (kept, other) = (Marker.New(), Marker.New());
        (await gate.Ssh.RunAsync(gate.Facts.Agent, $"sort; echo {kept}", input: "b\na\n"u8.ToArray())).ShouldExit(0);
        (await gate.Ssh.RunAsync(gate.Facts.Agent, $"cat; echo {other}", input: "b\na\n"u8.ToArray())).ShouldExit(0);

        Assert.Equal("b\na\n", Encoding.UTF8.GetString(InputOf(await gate.SealedRecordingOfAsync(kept))));
        Assert.Empty(InputOf(await gate.SealedRecordingOfAsync(other)));
    }

    private static byte[] InputOf(Cast cast) =>
    [
        .. cast.Events.Where(one => one.Code == "k").SelectMany(one =>
        {
            using var facts = JsonDocument.Parse(one.Data);
            return facts.RootElement.GetProperty("bytes").GetBytesFromBase64();
        }),
    ];
}
