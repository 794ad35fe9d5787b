using System.Collections.Immutable;

namespace SshGate.Gateway.Sessions;

/// <summary>The TCP ports that the gate itself listens on; filled while it starts.</summary>
internal sealed class OwnPorts
{
    private ImmutableHashSet<int> _ports = [];

    public void Add(int port) => ImmutableInterlocked.Update(ref _ports, ports => ports.Add(port));

    public bool Contains(int port) => _ports.Contains(port);
}
