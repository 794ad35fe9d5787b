using System.Buffers;
using System.IO.Pipelines;
using SshGate.Fuzz.Engine;
using SshGate.Ssh;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Transport;

namespace SshGate.Fuzz.Targets;

/// <summary>What a stranger sends first: version, KEXINIT, public values, EXT_INFO, DISCONNECT.</summary>
internal static class KexTargets
{
    private static readonly AlgorithmProposal Proposal = new() { HostKeys = AlgorithmTable.SignatureAlgorithms };

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Version("version-server", SshRole.Server),
        Version("version-client", SshRole.Client),
        new()
        {
            Name = "kexinit",
            Words = FuzzTargets.Words,
            Seeds = () => [KexInit([]), KexInit([KexMethods.ExtInfoClient, KexMethods.StrictClient])],
            Run = Negotiate,
        },
        new()
        {
            Name = "kex-respond",
            ShortPass = 1500,
            MaxAllocation = 256 * 1024,
            Seeds = PublicValues,
            Run = input =>
            {
                var answer = Method(input).Respond(input.AsSpan(1));
                BrokenLawException.Unless(answer.Secret.Length > 4 && answer.PublicValue.Length > 0, "An answer is empty.");
            },
        },
        new()
        {
            Name = "kex-finish",
            ShortPass = 1500,
            MaxAllocation = 256 * 1024,
            Seeds = PublicValues,
            Run = input =>
            {
                using var half = Method(input).StartClient();
                BrokenLawException.Unless(half.Finish(input.AsSpan(1)).Length > 4, "A secret is empty.");
            },
        },
        new()
        {
            Name = "ext-info",
            Words = FuzzTargets.Words,
            Seeds = () => [ExtInfo.Build(("server-sig-algs", "ssh-ed25519,rsa-sha2-256"), ("ping@openssh.com", "0"))],
            Run = input => ExtInfo.Read(input),
        },
        new()
        {
            Name = "disconnect",
            Seeds = () => [new SshDisconnect(DisconnectReason.ByApplication, "Bye\u001b", false).ToMessage()],
            Run = input => BrokenLawException.Unless(
                SshDisconnect.Read(input).Text.All(letter => !char.IsControl(letter)), "A control character is left."),
        },
    ];

    public static byte[] KexInit(string[] markers, AlgorithmProposal? proposal = null)
    {
        var message = KexInitMessage.Build(proposal ?? Proposal, markers);
        message.AsSpan(1, 16).Clear();
        return message;
    }

    private static void Negotiate(byte[] input)
    {
        var peer = KexInitMessage.Parse(input);
        Negotiation.GuessedRight(Proposal, peer);
        foreach (var role in Enum.GetValues<SshRole>())
        {
            var chosen = Negotiation.Choose(role, Proposal, peer, strict: true);
            BrokenLawException.Unless(
                Proposal.KeyExchanges.Contains(chosen.KeyExchange) && peer.KeyExchanges.Contains(chosen.KeyExchange)
                && Proposal.HostKeys.Contains(chosen.HostKey) && peer.HostKeys.Contains(chosen.HostKey),
                "What was chosen is not on both lists.");
        }
    }

    // One byte for the method, then the peer's public value.
    private static KexMethod Method(byte[] input) => input.Length > 0
        ? KexMethods.Get(KexMethods.Names[input[0] % KexMethods.Names.Count])
        : throw new SshProtocolException(DisconnectReason.ProtocolError, "Nothing.");

    private static IEnumerable<byte[]> PublicValues()
    {
        for (byte i = 0; i < KexMethods.Names.Count; i++)
        {
            var method = KexMethods.Get(KexMethods.Names[i]);
            using var half = method.StartClient();
            yield return [i, .. half.PublicValue];
            yield return [i, .. method.Respond(half.PublicValue).PublicValue];
        }
    }

    private static FuzzTarget Version(string name, SshRole role) => new()
    {
        Name = name,
        Words = FuzzTargets.Words,
        ShortPass = 6000,
        MaxLength = 100 * 1024,
        Seeds = () =>
        [
            .. new[]
            {
                "SSH-2.0-OpenSSH_9.2p1 Debian\r\nrest", "SSH-2.0-x\n", "SSH-1.99-old\r\n", "Welcome\r\nto\r\nSSH-2.0-y\r\n",
                "SSH-2.0-" + new string('a', 245) + "\r\n",
            }.Select(System.Text.Encoding.ASCII.GetBytes),
        ],
        Run = input =>
        {
            var (whole, refusal) = ReadVersion(role, input, input.Length);
            var (inPieces, refusalInPieces) = ReadVersion(role, input, 1 + (input.Length % 7));
            BrokenLawException.Unless(
                refusal == refusalInPieces && whole.AsSpan().SequenceEqual(inPieces), "It depends on how the bytes arrive.");
            BrokenLawException.Unless(
                refusal is not null || (whole is [(byte)'S', (byte)'S', (byte)'H', (byte)'-', ..] && whole.Length <= 253 && !whole.Any(value => value < 0x20)),
                "That is no version line.");
        },
    };

    private static (byte[]? Line, string? Refusal) ReadVersion(SshRole role, byte[] input, int piece)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        var reading = VersionExchange.ReadAsync(pipe.Reader, role, CancellationToken.None).AsTask();
        foreach (var part in input.Chunk(Math.Max(piece, 1)))
        {
            if (reading.IsCompleted)
            {
                break;
            }

            pipe.Writer.Write(part);
            pipe.Writer.FlushAsync().AsTask().GetAwaiter().GetResult();
        }

        pipe.Writer.Complete();
        try
        {
            return (reading.GetAwaiter().GetResult(), null);
        }
        catch (Exception e) when (e is SshProtocolException or EndOfStreamException)
        {
            return (null, e.GetType().Name);
        }
    }
}
