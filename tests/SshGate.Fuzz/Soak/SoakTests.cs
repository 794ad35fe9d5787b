namespace SshGate.Fuzz.Soak;

/// <summary>A few seconds of soaking; with <c>SSHGATE_LONG_TESTS=1</c> ten minutes with a thousand sessions.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private static readonly SoakOptions Options = Environment.GetEnvironmentVariable("SSHGATE_LONG_TESTS") == "1"
        ? new SoakOptions(TimeSpan.FromMinutes(10), Sessions: 1000, Stalled: 500, Pause: TimeSpan.FromSeconds(4))
        : new SoakOptions(TimeSpan.FromSeconds(3), Sessions: 40, Stalled: 500, Pause: TimeSpan.FromMilliseconds(200));

    [Fact]
    public async Task Sessions_with_traffic_among_stalled_clients_get_their_bytes_and_leave_nothing() =>
        output.WriteLine(await new SoakRun(Options).RunAsync());
}
