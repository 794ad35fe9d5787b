using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SshGate.Ssh.Server;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Auth;

/// <summary>
/// The server's side of RFC 4252: one task takes the client's messages from a small queue and asks the authenticator, so
/// that the read loop goes on and notices when the client leaves. It ends with the one login, or with the connection.
/// A transaction belongs to a (user, service) pair: another pair starts anew, and no state of the first one survives.
/// </summary>
/// <param name="transport">The connection's transport.</param>
/// <param name="authenticator">The judge of attempts.</param>
/// <param name="source">The client's address.</param>
/// <param name="limits">The caps.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
/// <param name="turns">Strangers' turns to make us compute.</param>
/// <param name="login">Makes the connection service, which must exist before the client learns of its login.</param>
internal sealed class ServerAuthentication(
    SshTransport transport,
    IServerAuthenticator authenticator,
    IPAddress source,
    SshLimits limits,
    TimeProvider time,
    ILogger logger,
    SemaphoreSlim turns,
    Action<IServerConnectionHandler> login)
{
    /// <summary>Clients wait for each answer; a few requests in one go are tolerated, together as large as one packet.</summary>
    private const int MaxQueued = 4;

    private const string Password = "password";
    private const string KeyboardInteractive = "keyboard-interactive";

    private readonly string[] _methods =
        [.. authenticator.Methods.Intersect([PublicKeyRequest.Method, Password, KeyboardInteractive])];

    private readonly ServerPublicKey _publicKey = new(authenticator, transport.Kex, source, time, logger, turns);
    private readonly Channel<byte[]> _inbox = System.Threading.Channels.Channel.CreateBounded<byte[]>(MaxQueued);
    private string? _user;
    private AuthOutcome.Challenge? _challenge;
    private int _challenges;
    private int _requests;
    private int _failures;
    private int _queuedBytes;
    private volatile bool _isOver;
    private volatile bool _hasFailed;

    /// <summary>Whether an attempt failed; asking for the list of methods is none.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>Called on the read loop; keeps a copy, which is wiped.</summary>
    public void Post(ReadOnlySpan<byte> payload)
    {
        var copy = payload.ToArray();
        if (Interlocked.Add(ref _queuedBytes, copy.Length) <= limits.MaxPacketBeforeLogin && _inbox.Writer.TryWrite(copy))
        {
            return;
        }

        CryptographicOperations.ZeroMemory(copy);

        // RFC 4252 §5.1: what follows the login is ignored silently.
        if (!_isOver)
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "Too many authentication requests wait.");
        }
    }

    /// <summary>Runs until the login; does not throw.</summary>
    public async Task RunAsync()
    {
        var cancellation = transport.Stopping;
        try
        {
            var accepted = default(AuthOutcome.Accepted);
            while (accepted is null)
            {
                var payload = await _inbox.Reader.ReadAsync(cancellation).ConfigureAwait(false);
                Interlocked.Add(ref _queuedBytes, -payload.Length);
                try
                {
                    accepted = await StepAsync(payload, cancellation).ConfigureAwait(false);
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(payload);
                }
            }

            await SucceedAsync(accepted.Handler, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The client left, or its time is over.
        }
        catch (SshProtocolException e)
        {
            transport.Disconnect(e.Reason, e.Message);
        }
        catch (Exception e)
        {
            Log.AuthenticatorFault(logger, e);
            transport.Disconnect(DisconnectReason.ByApplication, "Internal error.");
        }
        finally
        {
            WipeInbox();

            // It may hold parts of a token.
            (authenticator as IDisposable)?.Dispose();
        }
    }

    // What was not asked about any more may hold a password too.
    private void WipeInbox()
    {
        _isOver = true;
        _inbox.Writer.Complete();
        while (_inbox.Reader.TryRead(out var payload))
        {
            CryptographicOperations.ZeroMemory(payload);
        }
    }

    private async Task SucceedAsync(IServerConnectionHandler handler, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            // The grace time ended while the authenticator decided: too late.
            await handler.DisposeAsync().ConfigureAwait(false);
            return;
        }

        login(handler);
        transport.Enter(SshPhase.Connection, (byte)MessageId.UserAuthSuccess);
    }

    // The login, or null after any other answer.
    private async ValueTask<AuthOutcome.Accepted?> StepAsync(byte[] payload, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var (attempt, key, counts) = Parse(payload);
        if (key is { Signature: null })
        {
            if (await WouldAcceptAsync(key, cancellation).ConfigureAwait(false))
            {
                transport.Send(AuthMessages.PublicKeyOk(key));
                return null;
            }
        }
        else if (key is not null)
        {
            attempt = await _publicKey.VerifyAsync(key, cancellation).ConfigureAwait(false);
        }

        var outcome = await JudgeAsync(attempt, cancellation).ConfigureAwait(false);
        switch (outcome)
        {
            case AuthOutcome.Accepted accepted:
                return accepted;
            case AuthOutcome.Challenge challenge:
                _challenges++;
                _challenge = challenge;
                transport.Send(AuthMessages.Challenge(challenge));
                return null;
        }

        if (counts)
        {
            var remaining = FailureDelay.Remaining(_user!, time.GetElapsedTime(began));
            await Task.Delay(remaining, time, cancellation).ConfigureAwait(false);
        }

        Fail((outcome as AuthOutcome.Rejected)?.Message, counts);
        return null;
    }

    // No, for a key that is good for nothing, and if the authenticator fails.
    private async ValueTask<bool> WouldAcceptAsync(PublicKeyRequest key, CancellationToken cancellation)
    {
        if (await _publicKey.OfferAsync(key, cancellation).ConfigureAwait(false) is not { } offer)
        {
            return false;
        }

        try
        {
            return await authenticator.WouldAcceptAsync(offer, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            Log.AuthenticatorFault(logger, e);
            return false;
        }
    }

    // What is no attempt is refused without asking anybody.
    private async ValueTask<AuthOutcome> JudgeAsync(AuthAttempt? attempt, CancellationToken cancellation)
    {
        if (attempt is null)
        {
            return new AuthOutcome.Rejected();
        }

        try
        {
            var outcome = await authenticator.AuthenticateAsync(attempt, cancellation).ConfigureAwait(false);
            Log.LoginAttempt(logger, PeerText.Escape(attempt.UserName), MethodOf(attempt), outcome.GetType().Name);
            return outcome is AuthOutcome.Challenge && !MayAsk(attempt) ? new AuthOutcome.Rejected() : outcome;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            Log.AuthenticatorFault(logger, e);
            return new AuthOutcome.Rejected();
        }
        finally
        {
            Wipe(attempt);
        }
    }

    // A challenge is an answer to keyboard-interactive only, and not for ever.
    private bool MayAsk(AuthAttempt attempt) =>
        MethodOf(attempt) == KeyboardInteractive && _challenges < limits.MaxChallenges;

    private static string MethodOf(AuthAttempt attempt) => attempt switch
    {
        PasswordAttempt => Password,
        PublicKeyProof => PublicKeyRequest.Method,
        _ => KeyboardInteractive,
    };

    // What can be judged as it is; a publickey request, which is to be verified first; whether a failure counts.
    private (AuthAttempt? Attempt, PublicKeyRequest? Key, bool Counts) Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        return (MessageId)reader.ReadByte() == MessageId.UserAuthInfoResponse
            ? (ParseAnswers(ref reader), null, true)
            : ParseRequest(payload, ref reader);
    }

    // byte 50, string user, string service, string method, fields of the method.
    private (AuthAttempt? Attempt, PublicKeyRequest? Key, bool Counts) ParseRequest(
        ReadOnlySpan<byte> payload, ref SshReader reader)
    {
        if (++_requests > limits.MaxAuthRequests)
        {
            throw new SshProtocolException(DisconnectReason.NoMoreAuthMethodsAvailable, "Too many authentication requests.");
        }

        // A new request ends a dialog under way (RFC 4256 §3.1), of the same user too.
        _challenge = null;
        var user = reader.ReadText(PeerText.MaxBytes);
        if (user != _user)
        {
            _user = user;
            _challenges = 0;
        }

        if (!reader.ReadString().SequenceEqual("ssh-connection"u8))
        {
            throw new SshProtocolException(DisconnectReason.ServiceNotAvailable, "Only ssh-connection is offered.");
        }

        var method = reader.ReadAscii(SshReader.MaxNameLength);
        switch (method)
        {
            case Password when _methods.Contains(method):
                return (ParsePassword(ref reader, user), null, true);
            case KeyboardInteractive when _methods.Contains(method):
                reader.ReadString();
                reader.ReadString();
                reader.End();
                _challenges = 0;
                return (new KeyboardInteractiveStart(user), null, true);
            case PublicKeyRequest.Method or PublicKeyRequest.HostBoundMethod when _methods.Contains(PublicKeyRequest.Method):
                var isHostBound = method == PublicKeyRequest.HostBoundMethod;
                return (null, PublicKeyRequest.Read(user, isHostBound, payload, ref reader), true);
            default:
                // `none`, which asks for the list, and what is not offered; the cap on requests bounds both.
                return (null, null, method != "none");
        }
    }

    // boolean change, string password, [string new password] (RFC 4252 §8).
    [SuppressMessage("Reliability", "CA2000", Justification = "The attempt carries the secret to Wipe.")]
    private static PasswordAttempt? ParsePassword(ref SshReader reader, string user)
    {
        var changes = reader.ReadBoolean();
        var password = reader.ReadString();
        if (changes)
        {
            reader.ReadString();
        }

        reader.End();

        // No passwords are changed here, and an empty one is no credential.
        if (changes || password.IsEmpty)
        {
            return null;
        }

        return new PasswordAttempt(user, new SecretBytes(password));
    }

    // byte 61, uint32 count, string answers.
    private KeyboardInteractiveAnswers? ParseAnswers(ref SshReader reader)
    {
        var challenge = _challenge
            ?? throw new SshProtocolException(DisconnectReason.ProtocolError, "Answers came without a question.");
        _challenge = null;
        if (reader.ReadUInt32() != (uint)challenge.Prompts.Count)
        {
            // RFC 4256 §3.4: a failure, not a disconnect.
            return null;
        }

        var answers = new SecretBytes[challenge.Prompts.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = new SecretBytes(reader.ReadString());
        }

        reader.End();
        return new KeyboardInteractiveAnswers(_user!, answers);
    }

    private static void Wipe(AuthAttempt attempt)
    {
        switch (attempt)
        {
            case PasswordAttempt password:
                password.Password.Dispose();
                break;
            case KeyboardInteractiveAnswers answers:
                foreach (var answer in answers.Answers)
                {
                    answer.Dispose();
                }

                break;
        }
    }

    private void Fail(string? message, bool counts)
    {
        if (message is not null)
        {
            transport.Send(AuthMessages.Banner(message));
        }

        _hasFailed |= counts;
        if (counts && ++_failures >= limits.MaxAuthTries)
        {
            throw new SshProtocolException(
                DisconnectReason.NoMoreAuthMethodsAvailable, "Too many authentication failures.");
        }

        transport.Send(AuthMessages.Failure(_methods));
    }
}
