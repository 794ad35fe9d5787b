using System.Text.Json;

namespace SshGate.Cli.Tests.Replay;

public sealed class VerifyCommandTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_sealed_recording_is_ok()
    {
        using var cast = new Cast();
        var seal = await cast.WriteAsync("s-1", "x");

        var (exitCode, output, _) = await cast.RunAsync("verify", "s-1");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("s-1: ok: 4 lines, ", output, StringComparison.Ordinal);
        Assert.Contains(seal!.Digest, output, StringComparison.Ordinal);
        Assert.Equal(0, (await cast.RunAsync("verify", cast.PathOf("s-1"), "--digest", seal.Digest)).ExitCode);
    }

    [Fact]
    public async Task A_recording_without_seal_is_open()
    {
        using var cast = new Cast();
        await cast.WriteAsync("s-1", "x", isSealed: false);

        var (exitCode, output, _) = await cast.RunAsync("verify", "s-1", "--json");

        Assert.Equal(2, exitCode);
        Assert.Equal("open", JsonDocument.Parse(output).RootElement.GetProperty("result").GetString());
    }

    [Fact]
    public async Task Another_recordings_digest_is_broken()
    {
        using var cast = new Cast();
        await cast.WriteAsync("s-1", "x");
        var other = await cast.WriteAsync("s-2", "x");

        Assert.Equal(1, (await cast.RunAsync("verify", "s-1", "--digest", other!.Digest)).ExitCode);
    }

    [Fact]
    public async Task All_of_a_folder_gives_the_worst_answer()
    {
        using var cast = new Cast();
        await cast.WriteAsync("a", "x");
        await cast.WriteAsync("b.cast", "x", isSealed: false);
        Assert.Equal(2, (await cast.RunAsync("verify", "--all")).ExitCode);
        await File.WriteAllTextAsync(cast.PathOf("c"), "{}\n", None);

        var (exitCode, output, _) = await cast.RunAsync("verify", "--all");

        Assert.Equal(1, exitCode);
        Assert.Equal(["a: ok", "b.cast: OPEN", "c: BROKEN"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(':', line.Split(':')[..2])));
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("verify", "s-1", "--all")]
    [InlineData("verify", "--all", "--digest", "sha256:00")]
    public async Task Takes_one_recording_or_all(params string[] arguments)
    {
        using var cast = new Cast();

        Assert.Equal(ExitCodes.Usage, (await Assert.ThrowsAsync<CliException>(() => cast.RunAsync(arguments))).ExitCode);
    }
}
