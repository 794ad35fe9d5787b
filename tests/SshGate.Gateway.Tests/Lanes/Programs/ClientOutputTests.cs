using System.Text;
using SshGate.Gateway.Lanes.Programs;
using SshGate.Policy;
using SshGate.Recording;

namespace SshGate.Gateway.Tests.Lanes.Programs;

/// <summary>The answer to the gate's question leaves the output, and nothing else does, however it was divided.</summary>
public sealed class ClientOutputTests
{
    private const string Word = "sshgate-00ff-";

    /// <summary>What the real clients print: psql 15, the mysql client of MariaDB 10.11, redis-cli 7.0.</summary>
    public static TheoryData<CommandContext, string> Answers { get; } = new()
    {
        { CommandContext.Psql, $"{Word}b\nQuery buffer reset (cleared).\n{Word}e\n" },
        { CommandContext.Psql, $"{Word}b\nAnfragepuffer wurde gelöscht.\n{Word}e\n" },
        { CommandContext.Psql, $"{Word}b\n{Word}e\n" },
        { CommandContext.Mysql, $"--------------\n{Word}\n--------------\n\n" },
        { CommandContext.Redis, $"unknown redis-cli internal command ':{Word}'\nInvalid argument(s)\n" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_is_taken_out_at_every_split(CommandContext language, string answer)
    {
        const string Before = "--------------\nrows\n", After = "more\n";
        var bytes = Encoding.UTF8.GetBytes(Before + answer + After);
        for (var split = 0; split <= bytes.Length; split++)
        {
            var (shown, answered) = await PassAsync(language, [bytes[..split], bytes[split..]]);

            Assert.Equal("--------------\r\nrows\r\nmore\r\n", shown);
            Assert.True(answered);
        }

        var (single, _) = await PassAsync(language, [.. bytes.Select(value => new[] { value })]);
        Assert.Equal("--------------\r\nrows\r\nmore\r\n", single);
    }

    [Theory]
    [InlineData(CommandContext.Psql, "sshgate-00fe-b\nsshgate-00fe-e\n")]
    [InlineData(CommandContext.Psql, $" {Word}B\n")]
    [InlineData(CommandContext.Mysql, $"| {Word}\n--------------\n")]
    [InlineData(CommandContext.Redis, "Invalid argument(s)\n")]
    public async Task What_only_looks_like_an_answer_is_output_and_ends_no_wait(CommandContext language, string output)
    {
        var (shown, answered) = await PassAsync(language, [Encoding.UTF8.GetBytes(output)]);

        Assert.Equal(output.Replace("\n", "\r\n", StringComparison.Ordinal), shown);
        Assert.False(answered);
    }

    [Fact]
    public async Task An_answer_without_an_end_fails_instead_of_being_kept_for_ever()
    {
        var output = new ClientOutput((_, _, _) => ValueTask.CompletedTask, []);
        _ = output.ExpectAsync(DatabaseClient.Of(CommandContext.Psql)!.Ask(Word));

        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await output.WriteAsync(OutputSource.Output, Encoding.UTF8.GetBytes($"{Word}b\n"), TestContext.Current.CancellationToken);
            await output.WriteAsync(OutputSource.Output, new byte[100 * 1024], TestContext.Current.CancellationToken);
        });
    }

    private static async Task<(string Shown, bool Answered)> PassAsync(CommandContext language, IReadOnlyList<byte[]> pieces)
    {
        var shown = new MemoryStream();
        var output = new ClientOutput(
            (_, data, _) =>
            {
                shown.Write(data.Span);
                return ValueTask.CompletedTask;
            },
            []);
        var answered = output.ExpectAsync(DatabaseClient.Of(language)!.Ask(Word));
        foreach (var piece in pieces)
        {
            await output.WriteAsync(OutputSource.Output, piece, TestContext.Current.CancellationToken);
        }

        var isAnswered = answered.IsCompleted;
        await output.FinishAsync(TestContext.Current.CancellationToken);
        return (Encoding.UTF8.GetString(shown.ToArray()), isAnswered);
    }
}
