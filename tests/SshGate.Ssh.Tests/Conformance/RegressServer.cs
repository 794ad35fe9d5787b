using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Tests.Conformance;

/// <summary>
/// Plays sshd for the suite: the script that stands for it asks here, over a socket, for a server with this configuration,
/// either for one connection (sshd -i) or as a daemon.
/// </summary>
internal sealed class RegressServer : IAsyncDisposable
{
    private readonly Socket _control = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentBag<SshListener> _listeners = [];
    private readonly ConcurrentDictionary<int, SshListener> _daemons = new();
    private readonly Task _serving;

    public RegressServer(string controlPath)
    {
        _control.Bind(new UnixDomainSocketEndPoint(controlPath));
        _control.Listen(64);
        _serving = ServeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _serving;
        foreach (var listener in _listeners.Concat(_daemons.Values))
        {
            await listener.DisposeAsync();
        }
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using var client = await _control.AcceptAsync();
                await AnswerAsync(client);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception e)
            {
                // A configuration that we cannot serve: the script gets no port, and fails.
                TestContext.Current.TestOutputHelper?.WriteLine(e.ToString());
            }
        }
    }

    /// <summary>A line with what is wanted, then the configuration; the answer is a port.</summary>
    private async Task AnswerAsync(Socket client)
    {
        using var stream = new NetworkStream(client);
        var question = (await new StreamReader(stream).ReadToEndAsync()).Split('\n', 2);
        var config = new RegressConfig(question[1]);
        var port = int.Parse(config["Port"] ?? "0");
        switch (question[0])
        {
            case "inetd":
                var single = Listen(config, 0, _ => "UNKNOWN 65535 UNKNOWN 65535");
                _listeners.Add(single);
                port = single.LocalEndPoint.Port;
                break;
            case "start":
                _daemons[port] = Listen(
                    config, port, remote => $"{remote.Address} {remote.Port} {IPAddress.Loopback} {port}");
                break;
            case "stop" when _daemons.TryRemove(port, out var daemon):
                await daemon.DisposeAsync();
                break;
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{port}\n"));
    }

    private static SshListener Listen(RegressConfig config, int port, Func<IPEndPoint, string> describe)
    {
        var limits = new SshLimits();
        var rekey = config.RekeyLimit();
        var startups = int.Parse(config["MaxStartups"]?.Split(':')[^1] ?? "100");
        return SshListener.Start(
            new IPEndPoint(IPAddress.Loopback, port),
            new SshServerOptions
            {
                HostKeys = HostKeys(config),
                Limits = limits with
                {
                    LoginGrace = config.Time("LoginGraceTime") ?? limits.LoginGrace,
                    RekeyBytes = rekey.Bytes ?? limits.RekeyBytes,
                    RekeyInterval = rekey.Time ?? limits.RekeyInterval,
                },
                Admission = new SshAdmissionOptions
                {
                    StartupsFull = startups,
                    StartupsBegin = startups,

                    // The suite fails to log in on purpose, over and over.
                    Penalties = new SshPenaltyOptions { Exempt = [IPNetwork.Parse("127.0.0.0/8")] },
                },
                Proposal = new AlgorithmProposal
                {
                    HostKeys = [],
                    KeyExchanges = config.Names("KexAlgorithms", KexMethods.Names),
                    Ciphers = config.Names("Ciphers", CipherSuites.Ciphers),
                    Macs = config.Names("MACs", CipherSuites.Macs),
                },
                LoggerFactory = new TestLog("server"),
            },
            info => new RegressAuthenticator(config, describe(info.RemoteEndPoint)));
    }

    /// <summary>The certified keys first, each also without its certificate, as sshd offers them.</summary>
    private static ISshSigner[] HostKeys(RegressConfig config)
    {
        SshPrivateKey[] keys = [.. config.All("HostKey").Select(path => SshPrivateKey.Parse(File.ReadAllBytes(path), null))];
        var certified =
            from path in config.All("HostCertificate")
            let certificate = ParseCertificate(File.ReadAllText(path))
            from key in keys
            where key.PublicKey.Equals(certificate.Key)
            select new CertifiedSigner(key, certificate);
        return [.. certified, .. keys];
    }

    private static SshCertificate ParseCertificate(string line) =>
        SshCertificate.TryParseOpenSsh(line.Trim(), out var certificate)
            ? certificate
            : throw new FormatException("This is no certificate.");
}
