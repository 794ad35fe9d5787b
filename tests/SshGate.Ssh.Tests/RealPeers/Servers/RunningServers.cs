using System.Collections.Concurrent;

namespace SshGate.Ssh.Tests.RealPeers.Servers;

/// <summary>One server of each kind for all rows of a test class.</summary>
public sealed class RunningServers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<SshdFixture>>> _servers = new();

    internal Task<SshdFixture> GetAsync(ServerPeer peer) =>
        _servers.GetOrAdd(peer.Name, _ => new Lazy<Task<SshdFixture>>(() => peer.StartAsync(0))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values.Where(server => server.Value.IsCompletedSuccessfully))
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
