using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.RealPeers.Matrix;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.RealPeers.Clients;

/// <summary>A client program of the matrix, as a way to run `cat` on our server.</summary>
/// <param name="Name">How the matrix calls it.</param>
/// <param name="Prepare">Makes the command line.</param>
internal sealed record ClientPeer(string Name, Func<ClientCall, Task<ClientCommand>> Prepare)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<PeerLists>>> Answers = new();

    /// <summary>Whether it can be told to start rekeys.</summary>
    public bool StartsRekeys { get; init; } = true;

    /// <summary>Whether it runs strict key exchange (CVE-2023-48795).</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>Algorithms that it announces and has not.</summary>
    public IReadOnlyList<string> AnnouncesInVain { get; init; } = [];

    /// <summary>Files that must be there, beside the program.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    public async Task<EchoLink> StartAsync(
        string port, TemporaryFolder home, int rekeyBytes = 0, bool trustsCertificate = false)
    {
        foreach (var file in Needs)
        {
            ExternalProgram.Find(file);
        }

        var command = await Prepare(new ClientCall(port, rekeyBytes, home.File(""), trustsCertificate));
        return new ProgramEcho(ExternalProgram.Start(command.Program, command.Arguments, command.Environment));
    }

    /// <summary>Whether it can run the algorithm.</summary>
    public async Task<bool> HasAsync(AlgorithmKind kind, string name) =>
        (await ListsAsync()).Has(kind, name) && !AnnouncesInVain.Contains(name);

    /// <summary>What it says it can do; asked once.</summary>
    public Task<PeerLists> ListsAsync() => Answers.GetOrAdd(Name, _ => new Lazy<Task<PeerLists>>(AskAsync)).Value;

    public override string ToString() => Name;

    private async Task<PeerLists> AskAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var home = new TemporaryFolder();
        await using var program = await StartAsync($"{((IPEndPoint)listener.LocalEndpoint).Port}", home);
        try
        {
            await using var link = new SocketTransport(await listener.AcceptSocketAsync(deadline.Token));
            return await PeerLists.AskAsync(link, SshRole.Server, deadline.Token);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{Name} does not tell what it can do. It said: {program.Explain()}", e);
        }
    }
}
