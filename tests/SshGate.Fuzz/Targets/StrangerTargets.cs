using System.Buffers.Binary;
using System.IO.Pipelines;
using SshGate.Fuzz.Engine;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Fuzz.Targets;

/// <summary>
/// A whole connection of either role before keys protect it. An input is either the very bytes on the line, or a list of
/// messages that are put into packets behind a good version line.
/// </summary>
internal static class StrangerTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Target("raw-server", SshRole.Server, input => input),
        Target("raw-client", SshRole.Client, input => input),
        Target("plain-server", SshRole.Server, Packets) with { HasFrames = true, Seeds = () => [Messages(SshRole.Server)] },
        Target("plain-client", SshRole.Client, Packets) with { HasFrames = true, Seeds = () => [Messages(SshRole.Client)] },
    ];

    private static FuzzTarget Target(string name, SshRole role, Func<byte[], byte[]> encode) => new()
    {
        Name = name,
        Words = FuzzTargets.Words,
        IsConcurrent = true,
        ShortPass = 300,
        MaxLength = 40 * 1024,
        MaxTime = TimeSpan.FromSeconds(15),
        MaxAllocation = 4 * 1024 * 1024,
        Seeds = () => [Packets(Messages(role))],
        Run = input =>
        {
            var (near, far) = DuplexPipe.CreatePair(1024 * 1024);
            using var log = new FaultLog();
            using var stop = new CancellationTokenSource();
            var ending = role == SshRole.Server
                ? FuzzServer.Start(far, log).Transport.Completion
                : Links.RunClientAsync(far, log, stop.Token);
            var reading = ReadToEndAsync(near.Input);
            near.Output.WriteAsync(encode(input)).AsTask().GetAwaiter().GetResult();
            near.Output.Complete();
            Links.Wait(ending, "The connection");
            Links.Wait(reading, "The output");
            log.Check();
            if (ending is Task<SshDisconnect> { Result: var cause })
            {
                Links.CheckCause(cause);
            }
        },
    };

    private static async Task ReadToEndAsync(PipeReader input)
    {
        while (await input.ReadAsync() is { IsCompleted: false } result)
        {
            input.AdvanceTo(result.Buffer.End);
        }
    }

    // KEXINIT, the method's message, NEWKEYS; what a server says is not genuine, as it would be for another connection.
    private static byte[] Messages(SshRole role)
    {
        using var half = KexMethods.Get(KexMethods.Names[0]).StartClient();
        var isServer = role == SshRole.Server;
        return Frames.Join(
            KexTargets.KexInit([isServer ? KexMethods.StrictClient : KexMethods.StrictServer]),
            SshWriter.ToArray(writer =>
            {
                writer.WriteMessageId(isServer ? MessageId.KexEcdhInit : MessageId.KexEcdhReply);
                if (!isServer)
                {
                    writer.WriteString(TestKeys.Ed25519.PublicKey.Blob.Span);
                }

                writer.WriteString(half.PublicValue);
                if (!isServer)
                {
                    writer.WriteString(SignatureBlob.Encode("ssh-ed25519", new byte[64]));
                }
            }),
            [(byte)MessageId.NewKeys]);
    }

    private static byte[] Packets(byte[] input)
    {
        var stream = new MemoryStream();
        stream.Write("SSH-2.0-Fuzz\r\n"u8);
        Span<byte> head = stackalloc byte[5];
        foreach (var payload in Frames.Split(input))
        {
            var padding = 8 - ((5 + payload.Length) % 8) + 8;
            BinaryPrimitives.WriteInt32BigEndian(head, 1 + payload.Length + padding);
            head[4] = (byte)padding;
            stream.Write(head);
            stream.Write(payload);
            stream.Write(new byte[padding]);
        }

        return stream.ToArray();
    }
}
