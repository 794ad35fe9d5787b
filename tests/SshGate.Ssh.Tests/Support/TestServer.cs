using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Server;

namespace SshGate.Ssh.Tests.Support;

/// <summary>
/// A server's application: user "agent" with password "secret", and a few programs. Commands: <c>echo TEXT</c>,
/// <c>fail TEXT</c> (error stream), <c>exit N</c>, <c>signal NAME</c>, <c>cat</c>, <c>sum</c> (count and hash of the input),
/// <c>send N</c> (a pattern), <c>both</c> (streams in turn), <c>hold</c> (until cancelled).
/// </summary>
internal sealed class TestServer : IServerAuthenticator, IServerConnectionHandler
{
    public const string Password = "secret";

    public ConcurrentQueue<AuthAttempt> Attempts { get; } = new();

    public ConcurrentQueue<ChannelRequest> Requests { get; } = new();

    public ConcurrentQueue<string> PasswordsSeen { get; } = new();

    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SshServerConnection? Connection { get; private set; }

    public int ChannelsDisposed => _channelsDisposed;

    public ConcurrentQueue<PublicKeyOffer> Offers { get; } = new();

    /// <summary>Says which keys may log in; without it there is no publickey.</summary>
    public Func<PublicKeyOffer, bool>? Authorizes { get; init; }

    /// <summary>Keys whose authenticators need no touch.</summary>
    public Func<PublicKeyOffer, bool> Waives { get; init; } = _ => false;

    public IReadOnlyList<string> Methods =>
        Authorizes is null ? ["password", "keyboard-interactive"] : ["publickey", "password", "keyboard-interactive"];

    public IReadOnlyList<string> EnforcedCertificateOptions { get; init; } = [];

    /// <summary>Replaces the judgement of attempts.</summary>
    public Func<AuthAttempt, CancellationToken, ValueTask<AuthOutcome>>? Judge { get; init; }

    /// <summary>Runs when a channel is attached.</summary>
    public Action? Attaching { get; init; }

    /// <summary>Runs before a channel's request is answered.</summary>
    public Func<CancellationToken, Task>? Answering { get; init; }

    /// <summary>Serves forwards; without it they are refused.</summary>
    public Func<ForwardDestination, SshChannel, CancellationToken, Task>? Forward { get; set; }

    private int _channelsDisposed;

    public async ValueTask<AuthOutcome> AuthenticateAsync(AuthAttempt attempt, CancellationToken cancellationToken)
    {
        Attempts.Enqueue(attempt);
        if (Judge is not null)
        {
            return await Judge(attempt, cancellationToken);
        }

        switch (attempt)
        {
            case PasswordAttempt password:
                PasswordsSeen.Enqueue(Encoding.UTF8.GetString(password.Password.Span));
                return password.Password.FixedTimeEquals(Encoding.UTF8.GetBytes(Password))
                    ? new AuthOutcome.Accepted(this)
                    : new AuthOutcome.Rejected("Wrong password.");
            case PublicKeyProof proof:
                return Authorizes!(new PublicKeyOffer(proof.UserName, proof.Key, proof.Certificate, proof.Algorithm))
                    ? new AuthOutcome.Accepted(this)
                    : new AuthOutcome.Rejected();
            case KeyboardInteractiveStart:
                return new AuthOutcome.Challenge("", "Log in", [new AuthPrompt("Password: ", false)]);
            case KeyboardInteractiveAnswers answers:
                return answers.Answers[0].FixedTimeEquals(Encoding.UTF8.GetBytes(Password))
                    ? new AuthOutcome.Accepted(this)
                    : new AuthOutcome.Rejected();
            default:
                return new AuthOutcome.Rejected();
        }
    }

    public ValueTask<bool> WouldAcceptAsync(PublicKeyOffer offer, CancellationToken cancellationToken)
    {
        Offers.Enqueue(offer);
        return ValueTask.FromResult(Authorizes!(offer));
    }

    public bool WaivesTouch(PublicKeyOffer offer) => Waives(offer);

    public void Attach(SshServerConnection connection) => Connection = connection;

    public ValueTask<ChannelOpenOutcome> OpenChannelAsync(ChannelOpenRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ChannelOpenOutcome>(request switch
        {
            { Type: "session" } => new ChannelOpenOutcome.Accept(new Session(this)),
            { Destination: { } destination } when Forward is not null =>
                new ChannelOpenOutcome.Run((channel, cancel) => Forward(destination, channel, cancel)),
            _ => new ChannelOpenOutcome.Refuse(ChannelOpenFailure.AdministrativelyProhibited, "Sessions only."),
        });

    public ValueTask<bool> GlobalRequestAsync(GlobalRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(request.Name == "known@sshgate.test");

    public ValueTask DisposeAsync()
    {
        Disposed.TrySetResult();
        return ValueTask.CompletedTask;
    }

    /// <summary>Bytes whose position can be told from their value.</summary>
    public static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = unchecked((byte)((i * 131) ^ (i >> 8) ^ (i >> 16)));
        }

        return bytes;
    }

    public static string Sum(ReadOnlySpan<byte> bytes) => $"{bytes.Length} {Convert.ToHexString(SHA256.HashData(bytes))}";

    private sealed class Session(TestServer server) : IServerChannelHandler
    {
        private SshChannel _channel = null!;

        public void Attach(SshChannel channel)
        {
            server.Attaching?.Invoke();
            _channel = channel;
        }

        public async ValueTask<RequestOutcome> RequestAsync(ChannelRequest request, CancellationToken cancellationToken)
        {
            server.Requests.Enqueue(request);
            if (server.Answering is not null)
            {
                await server.Answering(cancellationToken);
            }

            return request switch
            {
                ExecRequest exec => new RequestOutcome.Run(
                    token => RunAsync(Encoding.UTF8.GetString(exec.Command.Span), token)),
                ShellRequest => new RequestOutcome.Run(token => RunAsync("cat", token)),
                PtyRequest or EnvironmentRequest or WindowChangeRequest or SignalRequest => new RequestOutcome.Accepted(),
                _ => new RequestOutcome.Refused(),
            };
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref server._channelsDisposed);
            return ValueTask.CompletedTask;
        }

        private async Task RunAsync(string command, CancellationToken cancellation)
        {
            var words = command.Split(' ', 2);
            uint status = 0;
            switch (words[0])
            {
                case "echo":
                    await WriteAsync(words[1] + "\n", cancellation);
                    break;
                case "fail":
                    await _channel.WriteErrorAsync(Encoding.UTF8.GetBytes(words[1] + "\n"), cancellation);
                    status = 1;
                    break;
                case "exit":
                    status = uint.Parse(words[1]);
                    break;
                case "signal":
                    await _channel.SendExitSignalAsync(words[1], false, "by request", cancellation);
                    return;
                case "cat":
                    await CopyAsync(cancellation);
                    break;
                case "sum":
                    await SumAsync(cancellation);
                    break;
                case "send":
                    await _channel.WriteAsync(Pattern(int.Parse(words[1])), cancellation);
                    break;
                case "both":
                    for (var i = 0; i < 100; i++)
                    {
                        await WriteAsync($"o{i};", cancellation);
                        await _channel.WriteErrorAsync(Encoding.UTF8.GetBytes($"e{i};"), cancellation);
                    }

                    break;
                case "hold":
                    await HoldAsync(cancellation);
                    break;
                default:
                    await _channel.WriteErrorAsync(Encoding.UTF8.GetBytes($"unknown: {command}\n"), cancellation);
                    status = 127;
                    break;
            }

            await _channel.SendExitStatusAsync(status, cancellation);
        }

        private ValueTask WriteAsync(string text, CancellationToken cancellation) =>
            _channel.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);

        private async Task CopyAsync(CancellationToken cancellation)
        {
            while (await _channel.ReadAsync(cancellation) is { Kind: ChannelReadKind.Data } read)
            {
                await _channel.WriteAsync(read.Data, cancellation);
            }
        }

        private async Task SumAsync(CancellationToken cancellation)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var length = 0L;
            while (await _channel.ReadAsync(cancellation) is { Kind: ChannelReadKind.Data } read)
            {
                hash.AppendData(read.Data.Span);
                length += read.Data.Length;
            }

            await WriteAsync($"{length} {Convert.ToHexString(hash.GetHashAndReset())}", cancellation);
        }

        private async Task HoldAsync(CancellationToken cancellation)
        {
            await WriteAsync("holding", cancellation);
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            catch (OperationCanceledException)
            {
                server.Cancelled.TrySetResult();
                throw;
            }
        }
    }
}
