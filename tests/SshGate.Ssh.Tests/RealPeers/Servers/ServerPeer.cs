using System.Collections.Concurrent;
using System.IO.Pipelines;
using SshGate.Ssh.Client;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.RealPeers.Matrix;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.RealPeers.Servers;

/// <summary>A server program of the matrix, which runs `cat`.</summary>
/// <param name="Name">How the matrix calls it.</param>
/// <param name="StartAsync">Starts it; it starts a rekey after so many bytes, or, with 0, when it likes.</param>
internal sealed record ServerPeer(string Name, Func<int, Task<SshdFixture>> StartAsync)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<PeerLists>>> Answers = new();

    /// <summary>Whether it can be told to start rekeys.</summary>
    public bool StartsRekeys { get; init; } = true;

    /// <summary>Whether it runs strict key exchange (CVE-2023-48795).</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>What it can do; asked once.</summary>
    public Task<PeerLists> ListsAsync() => Answers.GetOrAdd(Name, _ => new Lazy<Task<PeerLists>>(AskAsync)).Value;

    /// <summary>Our client, logged in to such a server.</summary>
    public static async Task<SshClientConnection> ConnectAsync(
        SshdFixture server,
        AlgorithmProposal? proposal = null,
        SshLimits? limits = null,
        string? hostKeyAlgorithm = null)
    {
        // Where a certificate is asked for, it alone is to convince.
        var byCertificate = hostKeyAlgorithm is not null && AlgorithmTable.Find(hostKeyAlgorithm)!.IsCertificate;
        var pinned = byCertificate
            ? new PinnedHostKeys([], [MatrixKeys.Authority.PublicKey], MatrixKeys.HostName)
            : new PinnedHostKeys(server.HostKeys);
        return await SshClientConnection.ConnectAsync(
            await DialAsync(server, TestContext.Current.CancellationToken),
            new SshClientOptions
            {
                UserName = SshdFixture.UserName,
                Key = TestKeys.Ed25519,
                HostKeyVerifier = pinned,
                HostKeyAlgorithms = hostKeyAlgorithm is null ? pinned.Algorithms : [hostKeyAlgorithm],
                Proposal = proposal,
                Limits = limits ?? new SshLimits(),
                LoggerFactory = new TestLog("client"),
            },
            TestContext.Current.CancellationToken);
    }

    private static Task<IDuplexPipe> DialAsync(SshdFixture server, CancellationToken cancellation) =>
        SshDialer.ConnectTcpAsync("127.0.0.1", server.Port, TimeSpan.FromSeconds(20), cancellation);

    private async Task<PeerLists> AskAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var server = await StartAsync(0);
        var pipe = await DialAsync(server, deadline.Token);
        await using var link = (IAsyncDisposable)pipe;
        return await PeerLists.AskAsync(pipe, SshRole.Client, deadline.Token);
    }
}
