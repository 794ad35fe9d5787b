using System.Net;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Ssh.Tests.RealPeers;

/// <summary>Our server on a free loopback port, with a host key of each type.</summary>
internal sealed class GateFixture : IAsyncDisposable
{
    public GateFixture(
        SshLimits? limits = null,
        SshAdmissionOptions? admission = null,
        TimeProvider? time = null,
        TestServer? server = null,
        AlgorithmProposal? proposal = null,
        IReadOnlyList<ISshSigner>? hostKeys = null)
    {
        Server = server ?? new TestServer();
        Listener = SshListener.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            new SshServerOptions
            {
                HostKeys = hostKeys ?? [TestKeys.Ed25519, TestKeys.Ecdsa, TestKeys.Rsa],
                Limits = limits ?? new SshLimits(),
                Admission = admission ?? new SshAdmissionOptions { Penalties = NoPenalties },
                Proposal = proposal,
                TimeProvider = time ?? TimeProvider.System,
                LoggerFactory = new TestLog("server"),
            },
            info =>
            {
                Info = info;
                return Server;
            });
    }

    /// <summary>All clients of a test have one address: what one does must not be held against the next.</summary>
    public static SshPenaltyOptions NoPenalties { get; } = new() { Exempt = [IPNetwork.Parse("127.0.0.0/8")] };

    public TestServer Server { get; }

    public SshListener Listener { get; }

    public SshConnectionInfo? Info { get; private set; }

    public string Port => Listener.LocalEndPoint.Port.ToString();

    public async ValueTask DisposeAsync() => await Listener.DisposeAsync();
}
