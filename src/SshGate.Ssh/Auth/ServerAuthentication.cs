using System.Diagnostics.CodeAnalysis;
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
/// <param name="limits">The caps.</param>
/// <param name="logger">The log.</param>
/// <param name="login">Makes the connection service, which must exist before the client learns of its login.</param>
internal sealed class ServerAuthentication(
    SshTransport transport,
    IServerAuthenticator authenticator,
    SshLimits limits,
    ILogger logger,
    Action<IServerConnectionHandler> login)
{
    /// <summary>Clients wait for each answer; a few requests in one go are tolerated.</summary>
    private const int MaxQueued = 4;

    private static readonly string[] Methods = ["password", "keyboard-interactive"];

    private readonly Channel<byte[]> _inbox = System.Threading.Channels.Channel.CreateBounded<byte[]>(MaxQueued);
    private string? _user;
    private AuthOutcome.Challenge? _challenge;
    private int _challenges;
    private int _requests;
    private int _failures;
    private volatile bool _isOver;
    private volatile bool _hasFailed;

    /// <summary>Whether an attempt failed; asking for the list of methods is none.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>Called on the read loop; keeps a copy, which is wiped.</summary>
    public void Post(ReadOnlySpan<byte> payload)
    {
        var copy = payload.ToArray();
        if (_inbox.Writer.TryWrite(copy))
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
        var parsed = Parse(payload);
        var attempt = parsed.Attempt;
        if (attempt is null)
        {
            if (parsed.Answer)
            {
                Fail(null, counts: parsed.Counts);
            }

            return null;
        }

        try
        {
            return Answer(attempt, await AskAsync(attempt, cancellation).ConfigureAwait(false));
        }
        finally
        {
            Wipe(attempt);
        }
    }

    private async ValueTask<AuthOutcome> AskAsync(AuthAttempt attempt, CancellationToken cancellation)
    {
        try
        {
            return await authenticator.AuthenticateAsync(attempt, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            Log.AuthenticatorFault(logger, e);
            return new AuthOutcome.Rejected();
        }
    }

    private AuthOutcome.Accepted? Answer(AuthAttempt attempt, AuthOutcome outcome)
    {
        var method = attempt is PasswordAttempt ? Methods[0] : Methods[1];
        Log.LoginAttempt(logger, PeerText.Escape(attempt.UserName), method, outcome.GetType().Name);
        switch (outcome)
        {
            case AuthOutcome.Accepted accepted:
                return accepted;
            case AuthOutcome.Challenge challenge when attempt is not PasswordAttempt && _challenges < limits.MaxChallenges:
                _challenges++;
                _challenge = challenge;
                SendChallenge(challenge);
                return null;
            case AuthOutcome.Rejected rejected:
                Fail(rejected.Message, counts: true);
                return null;
            default:
                // A challenge to a password, or one too many.
                Fail(null, counts: true);
                return null;
        }
    }

    private (AuthAttempt? Attempt, bool Answer, bool Counts) Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        return (MessageId)reader.ReadByte() == MessageId.UserAuthInfoResponse
            ? (ParseAnswers(ref reader), true, true)
            : ParseRequest(ref reader);
    }

    // byte 50, string user, string service, string method, fields of the method.
    private (AuthAttempt? Attempt, bool Answer, bool Counts) ParseRequest(ref SshReader reader)
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
            case "password":
                return (ParsePassword(ref reader, user), true, true);
            case "keyboard-interactive":
                reader.ReadString();
                reader.ReadString();
                reader.End();
                _challenges = 0;
                return (new KeyboardInteractiveStart(user), true, true);
            default:
                // `none`, which asks for the list, and what is not offered; the cap on requests bounds both.
                return (null, true, method != "none");
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
            transport.Send(writer =>
            {
                writer.WriteMessageId(MessageId.UserAuthBanner);
                writer.WriteText(PeerText.ForTerminal(message.EndsWith('\n') ? message : message + "\n"));
                writer.WriteText("");
            });
        }

        _hasFailed |= counts;
        if (counts && ++_failures >= limits.MaxAuthTries)
        {
            throw new SshProtocolException(
                DisconnectReason.NoMoreAuthMethodsAvailable, "Too many authentication failures.");
        }

        transport.Send(writer =>
        {
            writer.WriteMessageId(MessageId.UserAuthFailure);
            writer.WriteNameList(Methods);
            writer.WriteBoolean(false);
        });
    }

    // byte 60, string name, string instruction, string language tag, uint32 count, then string prompt, boolean echo.
    private void SendChallenge(AuthOutcome.Challenge challenge) => transport.Send(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthInfoRequest);
        writer.WriteText(PeerText.ForTerminal(challenge.Name));
        writer.WriteText(PeerText.ForTerminal(challenge.Instruction));
        writer.WriteText("");
        writer.WriteUInt32((uint)challenge.Prompts.Count);
        foreach (var prompt in challenge.Prompts)
        {
            writer.WriteText(PeerText.ForTerminal(prompt.Text));
            writer.WriteBoolean(prompt.Echo);
        }
    });
}
