using System.Security.Cryptography;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Transport.Ciphers;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Transport;

/// <summary>
/// Runs key exchanges (RFC 4253 §7, RFC 5656 §4, RFC 8731), the first one and every rekey (§9), for both sides.
/// <see cref="Begin"/> may be called by any thread; all else happens on the read loop, which owns the state.
/// While the peer waits for our signature it may send nothing, so the read loop may wait for the signer.
/// </summary>
internal sealed class KexMachine(TransportOptions options, PacketReader reader, PacketWriter writer) : IDisposable
{
    private const byte FirstMethodMessage = 30;
    private const byte LastMethodMessage = 49;

    /// <summary>
    /// A stranger pays a few bytes for a key exchange and a signature that cost us milliseconds. Two at once per processor
    /// keep the machine busy and leave it to those who are logged in for the rest of the time.
    /// </summary>
    public static readonly SemaphoreSlim ProcessTurns = new(2 * Environment.ProcessorCount);

    private byte[] _ownInit = [];
    private byte[] _peerInit = [];
    private KexMethod? _method;
    private KexClientHalf? _clientHalf;
    private PacketOpener? _nextOpener;
    private SshAlgorithms? _next;
    private bool _peerTakesExtInfo;
    private bool _skipGuess;
    private bool _strict;
    private long _began;

    public KexPhase Phase { get; private set; }

    /// <summary>Whether the first key exchange is complete.</summary>
    public bool IsDone => Generation > 0;

    /// <summary>How many key exchanges were completed.</summary>
    public int Generation { get; private set; }

    /// <summary>Whether nothing but the key exchange is legal now.</summary>
    public bool IsStrictNow => _strict && !IsDone;

    /// <summary>The first exchange hash (RFC 4253 §7.2).</summary>
    public byte[] SessionIdentifier { get; private set; } = [];

    /// <summary>What the last completed key exchange agreed on.</summary>
    public SshAlgorithms? Algorithms { get; private set; }

    /// <summary>The server's key, on both sides.</summary>
    public SshPublicKey? HostKey { get; private set; }

    /// <summary>The key or certificate that the server showed in the first key exchange, as it stands on the wire.</summary>
    public ReadOnlyMemory<byte> HostKeyBlob { get; private set; }

    /// <summary>The key that the client's verifier was asked about, accepted or not.</summary>
    public SshPublicKey? OfferedHostKey { get; private set; }

    public byte[] OwnVersion { get; set; } = [];

    public byte[] PeerVersion { get; set; } = [];

    private bool IsServer => options.Role == SshRole.Server;

    /// <summary>Sends our KEXINIT unless a key exchange runs.</summary>
    public void Begin() => writer.TryBeginKex(() =>
    {
        Volatile.Write(ref _began, options.Time.GetTimestamp());
        return _ownInit = KexInitMessage.Build(options.Proposal, IsDone ? [] : Markers());
    });

    /// <summary>Whether a rekey has not come to its end in time.</summary>
    public bool IsOverdue() => IsDone && writer.KexRuns
        && options.Time.GetElapsedTime(Volatile.Read(ref _began)) > options.Limits.RekeyDeadline;

    /// <summary>The peer's KEXINIT. The client answers with its public value at once.</summary>
    public void OnKexInit(ReadOnlySpan<byte> payload)
    {
        Begin();
        var peer = KexInitMessage.Parse(payload);
        _peerInit = payload.ToArray();
        if (!IsDone)
        {
            ReadMarkers(peer);
        }

        _next = Negotiation.Choose(options.Role, options.Proposal, peer, _strict);
        _skipGuess = peer.FirstKexPacketFollows && !Negotiation.GuessedRight(options.Proposal, peer);
        _method = KexMethods.Get(_next.KeyExchange);
        Phase = KexPhase.Method;
        if (!IsServer)
        {
            _clientHalf = _method.StartClient();
            writer.SendTransport(SshWriter.ToArray(message =>
            {
                message.WriteMessageId(MessageId.KexEcdhInit);
                message.WriteString(_clientHalf.PublicValue);
            }));
        }
    }

    /// <summary>RFC 4253 §7: a message that followed a wrong guess is dropped, whatever it holds.</summary>
    public bool DropsGuess(MessageId message)
    {
        var drops = _skipGuess && Phase == KexPhase.Method && (byte)message is >= FirstMethodMessage and <= LastMethodMessage;
        _skipGuess &= !drops;
        return drops;
    }

    /// <summary>The peer's message of the method: KEX_ECDH_INIT for the server, KEX_ECDH_REPLY for the client.</summary>
    public ValueTask OnMethodMessageAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        (IsServer, IsDone) switch
        {
            (true, false) => AnswerInTurnAsync(payload, cancellation),
            (true, true) => AnswerAsync(payload, cancellation),
            (false, _) => FinishAsync(payload, cancellation),
        };

    /// <summary>The peer's NEWKEYS: from the next packet on it uses the new key.</summary>
    public void OnNewKeys()
    {
        reader.ChangeKeys(_nextOpener!, _strict);
        _nextOpener = null;
        Algorithms = _next;
        Generation++;
        Phase = KexPhase.Idle;

        // Not to be kept for the life of the connection: the peer chose its length.
        _ownInit = _peerInit = [];
        writer.EndKex();
    }

    public void Dispose()
    {
        _clientHalf?.Dispose();
        _nextOpener?.Dispose();
    }

    private string[] Markers()
    {
        string[] markers = IsServer
            ? [KexMethods.ExtInfoServer, KexMethods.StrictServer]
            : [KexMethods.ExtInfoClient, KexMethods.StrictClient];
        return options.OfferStrictKex ? markers : markers[..1];
    }

    private void ReadMarkers(KexInitMessage peer)
    {
        _peerTakesExtInfo = peer.KeyExchanges.Contains(IsServer ? KexMethods.ExtInfoClient : KexMethods.ExtInfoServer);
        _strict = options.OfferStrictKex
            && peer.KeyExchanges.Contains(IsServer ? KexMethods.StrictClient : KexMethods.StrictServer);

        // Strict key exchange: KEXINIT is packet 0, so nothing was injected before it.
        if (_strict && reader.Sequence != 1)
        {
            throw new SshProtocolException(
                DisconnectReason.KeyExchangeFailed, "Strict key exchange: KEXINIT was not the first packet.");
        }
    }

    private async ValueTask AnswerInTurnAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        await options.KexTurns.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await AnswerAsync(payload, cancellation).ConfigureAwait(false);
        }
        finally
        {
            options.KexTurns.Release();
        }
    }

    // byte 30, string Q_C -> byte 31, string K_S, string Q_S, string signature of H.
    private async ValueTask AnswerAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        var (clientPublic, answer) = Respond(payload.Span);
        try
        {
            await SignAsync(clientPublic, answer, cancellation).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(answer.Secret);
        }
    }

    private async ValueTask SignAsync(byte[] clientPublic, KexServerAnswer answer, CancellationToken cancellation)
    {
        var signer = options.HostKeys.First(key => key.SignatureAlgorithms.Contains(_next!.HostKey));
        var isCertified = AlgorithmTable.Find(_next!.HostKey) is { IsCertificate: true };
        var shown = isCertified ? signer.Certificate!.Blob : signer.PublicKey.Blob;
        if (HostKey is null)
        {
            (HostKey, HostKeyBlob) = (signer.PublicKey, shown);
        }

        var hash = KeySchedule.ExchangeHash(
            _method!.Hash, answer.Secret, PeerVersion, OwnVersion, _peerInit, _ownInit, shown.ToArray(),
            clientPublic, answer.PublicValue);
        var signature = await signer.SignAsync(_next.HostKey, hash, cancellation).ConfigureAwait(false);
        writer.SendTransport(SshWriter.ToArray(message =>
        {
            message.WriteMessageId(MessageId.KexEcdhReply);
            message.WriteString(shown.Span);
            message.WriteString(answer.PublicValue);
            message.WriteString(signature);
        }));
        ChangeOwnKeys(answer.Secret, hash);
    }

    private (byte[] ClientPublic, KexServerAnswer Answer) Respond(ReadOnlySpan<byte> payload)
    {
        var message = new SshReader(payload);
        message.ReadByte();
        var clientPublic = message.ReadString();
        message.End();
        return (clientPublic.ToArray(), _method!.Respond(clientPublic));
    }

    private async ValueTask FinishAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        var (hostKey, secret, hash) = Verify(payload.Span);
        try
        {
            await JudgeAsync(hostKey, cancellation).ConfigureAwait(false);
            ChangeOwnKeys(secret, hash);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private async ValueTask JudgeAsync(PresentedKey shown, CancellationToken cancellation)
    {
        if (HostKey is null)
        {
            OfferedHostKey = shown.Key;
            if (!await options.VerifyHostKey!(shown.Key, shown.Certificate, cancellation).ConfigureAwait(false))
            {
                throw new SshProtocolException(DisconnectReason.HostKeyNotVerifiable, "The host key is not accepted.");
            }

            (HostKey, HostKeyBlob) = (shown.Key, shown.Blob);
        }
        else if (!HostKey.Equals(shown.Key))
        {
            throw new SshProtocolException(DisconnectReason.HostKeyNotVerifiable, "The host key changed in a rekey.");
        }
    }

    private (PresentedKey HostKey, byte[] Secret, byte[] Hash) Verify(ReadOnlySpan<byte> payload)
    {
        var message = new SshReader(payload);
        message.ReadByte();
        var blob = message.ReadString();
        var serverPublic = message.ReadString();
        var signature = message.ReadString();
        message.End();

        var hostKey = PresentedKey.Parse(AlgorithmTable.Find(_next!.HostKey) ?? AlgorithmTable.InsecureSshRsa, blob);
        var clientPublic = _clientHalf!.PublicValue;
        var secret = _clientHalf.Finish(serverPublic);
        _clientHalf.Dispose();
        _clientHalf = null;
        var hash = KeySchedule.ExchangeHash(
            _method!.Hash, secret, OwnVersion, PeerVersion, _ownInit, _peerInit, blob.ToArray(), clientPublic,
            serverPublic.ToArray());

        if (hostKey.Verify(hash, signature) is not null)
        {
            return (hostKey, secret, hash);
        }

        CryptographicOperations.ZeroMemory(secret);
        throw new SshProtocolException(DisconnectReason.KeyExchangeFailed, "The signature of the host key does not verify.");
    }

    private void ChangeOwnKeys(byte[] secret, byte[] hash)
    {
        if (!IsDone)
        {
            SessionIdentifier = hash;
        }

        using var schedule = new KeySchedule(_method!.Hash, secret, hash, SessionIdentifier);
        _nextOpener = schedule.Opener(options.Role, _next!);
        var sealer = schedule.Sealer(options.Role, _next!);
        writer.ChangeKeys(sealer, _strict, !IsDone && _peerTakesExtInfo ? OwnExtInfo() : default);
        Phase = KexPhase.NewKeys;
    }

    // A client says only that it takes a later list of algorithms too (OpenSSH PROTOCOL 1.10).
    private byte[] OwnExtInfo() => ExtInfo.Build(
        IsServer ? options.Extensions(_next!) : [("ext-info-in-auth@openssh.com", "0")]);
}
