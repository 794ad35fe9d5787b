using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Transport.Ciphers;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Support;

/// <summary>
/// The other side of a connection, step by step: a test says when each message of a key exchange is sent, and may send
/// whatever it likes between them. Shares the codecs with the library and none of its order of events.
/// </summary>
internal sealed class ManualPeer(IDuplexPipe pipe, SshRole role, bool strict) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly byte[] OwnVersion = "SSH-2.0-Manual"u8.ToArray();

    // AES-GCM counts packets of its own: a message put in before the keys does not shift the numbers of those behind.
    private readonly AlgorithmProposal _proposal = new() { HostKeys = ["ssh-ed25519"], Ciphers = ["aes128-gcm@openssh.com"] };
    private readonly PacketReader _reader = new(new SshLimits());
    private PacketSealer _sealer = new PlainSealer();
    private KexClientHalf? _half;
    private byte[] _peerVersion = [];
    private byte[] _ownInit = [];
    private byte[] _peerInit = [];
    private byte[] _sessionIdentifier = [];
    private SshAlgorithms? _algorithms;
    private KeySchedule? _keys;
    private uint _sequence;

    /// <summary>Every message that was read.</summary>
    public List<byte[]> Seen { get; } = [];

    /// <summary>The number of the next packet.</summary>
    public uint Sequence => _sequence;

    private bool IsClient => role == SshRole.Client;

    public async Task ExchangeVersionsAsync()
    {
        await pipe.Output.WriteAsync((byte[])[.. OwnVersion, .. "\r\n"u8]);
        while (_peerVersion.Length == 0)
        {
            using var deadline = new CancellationTokenSource(Patience);
            var result = await pipe.Input.ReadAsync(deadline.Token);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                _peerVersion = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(result.Buffer.Slice(0, end)).TrimEnd('\r'));
                pipe.Input.AdvanceTo(result.Buffer.GetPosition(1, end));
            }
            else
            {
                Assert.False(result.IsCompleted, "There was no version.");
                pipe.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
    }

    /// <summary>Sends one packet.</summary>
    public async Task SendAsync(params byte[] payload)
    {
        var block = _sealer.BlockSize;
        var head = _sealer.LengthIsSealed ? 5 : 1;
        var padding = block - ((head + payload.Length) % block);
        padding = padding < 4 ? padding + block : padding;
        var packet = new byte[5 + payload.Length + padding];
        BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length - 4);
        packet[4] = (byte)padding;
        payload.CopyTo(packet, 5);
        var tag = new byte[_sealer.TagSize];
        _sealer.Seal(_sequence, packet, tag);
        _sequence++;
        await pipe.Output.WriteAsync((byte[])[.. packet, .. tag]);
    }

    public Task SendAsync(Action<SshWriter> write) => SendAsync(SshWriter.ToArray(write));

    /// <summary>The next message, or null when the other side closed.</summary>
    public async Task<byte[]?> ReadAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        byte[]? message = null;
        while (message is null)
        {
            var result = await pipe.Input.ReadAsync(deadline.Token);
            var rest = result.Buffer;

            // One at a time: behind a NEWKEYS nothing can be read with the old key.
            if (_reader.TryRead(ref rest, out var payload))
            {
                message = payload.ToArray();
                pipe.Input.AdvanceTo(rest.Start);
            }
            else
            {
                pipe.Input.AdvanceTo(rest.Start, rest.End);
                if (result.IsCompleted)
                {
                    return null;
                }
            }
        }

        Seen.Add(message);
        switch ((MessageId)message[0])
        {
            case MessageId.KexEcdhReply when IsClient:
                TakeReply(message);
                break;
            case MessageId.NewKeys:
                _reader.ChangeKeys(_keys!.Opener(role, _algorithms!), strict);
                break;
        }

        return message;
    }

    /// <summary>Reads on until this message comes, and forgets what comes before it.</summary>
    public async Task<byte[]> ExpectAsync(MessageId expected)
    {
        while (await ReadAsync() is { } message)
        {
            if (message[0] == (byte)expected)
            {
                return message;
            }

            if (message[0] == (byte)MessageId.Disconnect)
            {
                Assert.Fail($"Instead of {expected}: {SshDisconnect.Read(message)}");
            }
        }

        throw new InvalidOperationException($"Instead of {expected} the connection ended.");
    }

    /// <summary>The reason of the DISCONNECT that must come, or null if the other side closes without one.</summary>
    public async Task<DisconnectReason?> ReadToEndAsync()
    {
        while (await ReadAsync() is { } message)
        {
            if (message[0] == (byte)MessageId.Disconnect)
            {
                return SshDisconnect.Read(message).Reason;
            }
        }

        return null;
    }

    public Task SendKexInitAsync()
    {
        string[] markers = !strict || _sessionIdentifier.Length > 0 ? [] : IsClient ? [KexMethods.StrictClient] : [KexMethods.StrictServer];
        _ownInit = KexInitMessage.Build(_proposal, markers);
        return SendAsync(_ownInit);
    }

    /// <summary>Takes the other KEXINIT and sends the message of the method: 30 as a client, 31 as a server.</summary>
    public async Task SendKexMethodAsync()
    {
        _peerInit = await ExpectAsync(MessageId.KexInit);
        _algorithms = Negotiation.Choose(role, _proposal, KexInitMessage.Parse(_peerInit), strict);
        var method = KexMethods.Get(_algorithms.KeyExchange);
        if (IsClient)
        {
            _half = method.StartClient();
            await SendAsync([(byte)MessageId.KexEcdhInit, .. String(_half.PublicValue)]);
            return;
        }

        var clientPublic = ReadStrings(await ExpectAsync(MessageId.KexEcdhInit), 1)[0];
        var answer = method.Respond(clientPublic);
        var key = TestKeys.Ed25519;
        var hash = KeySchedule.ExchangeHash(
            method.Hash, answer.Secret, _peerVersion, OwnVersion, _peerInit, _ownInit, key.PublicKey.Blob.ToArray(),
            clientPublic, answer.PublicValue);
        TakeKeys(method, answer.Secret, hash);
        var signature = await key.SignAsync("ssh-ed25519", hash, TestContext.Current.CancellationToken);
        await SendAsync(
            [(byte)MessageId.KexEcdhReply, .. String(key.PublicKey.Blob.ToArray()), .. String(answer.PublicValue), .. String(signature)]);
    }

    /// <summary>Sends NEWKEYS and takes the other one; from here on the new keys are in use.</summary>
    public async Task SendNewKeysAsync()
    {
        if (IsClient)
        {
            await ExpectAsync(MessageId.KexEcdhReply);
        }

        await SendAsync((byte)MessageId.NewKeys);
        _sealer.Dispose();
        _sealer = _keys!.Sealer(role, _algorithms!);
        _sequence = strict ? 0 : _sequence;
        await ExpectAsync(MessageId.NewKeys);
    }

    /// <summary>A key exchange from its beginning to its end.</summary>
    public async Task ExchangeKeysAsync()
    {
        await SendKexInitAsync();
        await SendKexMethodAsync();
        await SendNewKeysAsync();
    }

    public void Dispose()
    {
        _sealer.Dispose();
        _reader.Dispose();
        _half?.Dispose();
        _keys?.Dispose();
    }

    public static byte[] String(byte[] value) => SshWriter.ToArray(writer => writer.WriteString(value));

    private void TakeReply(byte[] message)
    {
        var fields = ReadStrings(message, 3);
        var method = KexMethods.Get(_algorithms!.KeyExchange);
        var clientPublic = _half!.PublicValue;
        var secret = _half.Finish(fields[1]);
        TakeKeys(method, secret, KeySchedule.ExchangeHash(
            method.Hash, secret, OwnVersion, _peerVersion, _ownInit, _peerInit, fields[0], clientPublic, fields[1]));
    }

    private void TakeKeys(KexMethod method, byte[] secret, byte[] hash)
    {
        _sessionIdentifier = _sessionIdentifier.Length == 0 ? hash : _sessionIdentifier;
        _keys = new KeySchedule(method.Hash, secret, hash, _sessionIdentifier);
    }

    private static byte[][] ReadStrings(byte[] message, int count)
    {
        var reader = new SshReader(message.AsSpan(1));
        var strings = new byte[count][];
        foreach (ref var value in strings.AsSpan())
        {
            value = reader.ReadString().ToArray();
        }

        return strings;
    }
}
