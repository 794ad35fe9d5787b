using System.Diagnostics;
using System.Net;
using System.Text;
using SshGate.Fuzz.Engine;
using SshGate.Fuzz.Targets;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Fuzz.Soak;

/// <summary>
/// Many sessions with traffic through our server and client, among clients that stall. Every byte is compared, memory must stay
/// level, a login must always get through, and at the end nothing is left. Throws if a law is broken; otherwise its report says
/// what was seen.
/// </summary>
internal sealed class SoakRun(SoakOptions options)
{
    private const int Samples = 10;

    /// <summary>Clients that connect at once; more would measure the backlog of the listener.</summary>
    private const int AtOnce = 20;

    private static readonly TimeSpan LoginBound = TimeSpan.FromSeconds(20);

    private readonly StringBuilder _report = new();
    private readonly List<MemorySample> _samples = [];
    private readonly SoakServer _server = new();

    public async Task<string> RunAsync()
    {
        using var log = new FaultLog();
        var stalled = new List<StalledClient>();
        await using var listener = SshListener.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            new SshServerOptions
            {
                HostKeys = [TestKeys.Ed25519],
                LoggerFactory = log,
                Limits = new SshLimits { LoginGrace = options.Time + TimeSpan.FromMinutes(10) },

                // Nobody is to be turned away here: what those who stall cost the others is the question.
                Admission = new SshAdmissionOptions
                {
                    StartupsBegin = 10_000,
                    StartupsFull = 10_000,
                    StartupsPerSource = 10_000,
                    Connections = 10_000,
                    ConnectionsPerSource = 10_000,
                },
            },
            _ => _server);
        var port = listener.LocalEndPoint.Port;
        var before = MemorySample.Take(TimeSpan.Zero);
        SoakClient[] clients = [.. Enumerable.Range(0, options.Sessions).Select(i => new SoakClient(port, i, options))];
        var setup = Stopwatch.StartNew();
        await InTurnsAsync(options.Stalled, async i =>
        {
            var one = await StalledClient.StartAsync(listener.LocalEndPoint, i);
            lock (stalled)
            {
                stalled.Add(one);
            }
        });
        await InTurnsAsync(clients.Length, i => clients[i].ConnectAsync(CancellationToken.None));
        _report.AppendLine($"{options.Stalled} stalled, {clients.Length} logged in behind them after {setup.Elapsed.TotalSeconds:F1} s");

        await WorkAsync(clients, port);
        await ReachAsync(() => listener.ConnectionCount, clients.Length + stalled.Count, "connections while all are there");

        await Task.WhenAll(clients.Select(client => client.CloseAsync()));
        await Task.WhenAll(stalled.Select(client => client.DisposeAsync().AsTask()));
        stalled.Clear();
        await ReachAsync(() => listener.ConnectionCount, 0, "connections");
        await ReachAsync(() => _server.Connections, 0, "logins");
        await ReachAsync(() => _server.Channels, 0, "channels");
        Check(before);
        log.Check();
        _report.AppendLine($"{clients.Sum(client => client.Pieces)} pieces of work, {clients.Sum(client => client.Bytes) >> 20} MiB each way, all as sent");
        return _report.ToString();
    }

    private async Task WorkAsync(SoakClient[] clients, int port)
    {
        using var stop = new CancellationTokenSource();
        Task[] working = [.. clients.Select(client => Task.Run(() => client.RunAsync(stop.Token)))];
        var start = Stopwatch.GetTimestamp();
        for (var i = 1; i <= Samples; i++)
        {
            // Who fails ends the run at once.
            await Task.WhenAny(Task.WhenAny(working), Task.Delay(options.Time / Samples));
            await Task.WhenAll(working.Where(task => task.IsCompleted));
            await LogInAsync(port);
            var sample = MemorySample.Take(Stopwatch.GetElapsedTime(start));
            _samples.Add(sample);
            _report.AppendLine($"{sample}");
        }

        await stop.CancelAsync();
        await Task.WhenAll(working);
    }

    private async Task LogInAsync(int port)
    {
        var took = Stopwatch.StartNew();
        var client = new SoakClient(port, options.Sessions, options);
        await client.ConnectAsync(CancellationToken.None);
        await client.CloseAsync();
        _report.AppendLine($"         a login took {took.Elapsed.TotalMilliseconds:F0} ms");
        BrokenLawException.Unless(took.Elapsed < LoginBound, $"A login took {took.Elapsed}.");
    }

    private async Task ReachAsync(Func<int> count, int expected, string what)
    {
        var waited = Stopwatch.StartNew();
        while (count() != expected)
        {
            BrokenLawException.Unless(
                waited.Elapsed < TimeSpan.FromSeconds(30), $"{count()} {what} instead of {expected}.\n{_report}");
            await Task.Delay(50);
        }
    }

    // Loose bounds: a leak of one object per piece of work passes them within minutes, the collector's moods do not.
    private void Check(MemorySample before)
    {
        var after = MemorySample.Take(options.Time);
        _report.AppendLine($"{after} after all left; {before} before they came");
        var early = _samples[(Samples / 3) - 1];
        var late = _samples[^1];
        BrokenLawException.Unless(late.Heap < (early.Heap * 1.3) + (24 << 20), $"The heap grows: {early}, {late}");
        BrokenLawException.Unless(late.Resident < (early.Resident * 1.5) + (64 << 20), $"The process grows: {early}, {late}");

        // What pools of buffers keep for a minute or so is most of it.
        BrokenLawException.Unless(after.Heap < before.Heap + (96 << 20), $"Something is left: {before}, {after}");
    }

    private static async Task InTurnsAsync(int count, Func<int, Task> work) => await Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await work(i));
}
