using System.Text;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Auth;

public sealed class ServerAuthenticationTests
{
    [Fact]
    public async Task None_is_answered_with_the_methods()
    {
        await using var client = await StartAsync(new TestServer());

        client.SendAuth("agent", "none");

        Assert.Equal("password,keyboard-interactive", Methods(await client.ExpectAsync(MessageId.UserAuthFailure)));
    }

    [Fact]
    public async Task The_right_password_logs_in_once_and_later_requests_are_ignored()
    {
        var server = new TestServer();
        await using var client = await StartAsync(server);

        client.SendPassword(TestServer.Password);
        await client.ExpectAsync(MessageId.UserAuthSuccess);
        client.SendPassword(TestServer.Password);
        client.SendPassword("wrong");
        await client.OpenSessionAsync();

        Assert.Single(server.Attempts);
        Assert.NotNull(server.Connection);
    }

    [Fact]
    public async Task A_wrong_password_brings_the_message_as_a_banner_and_a_failure()
    {
        await using var client = await StartAsync(new TestServer());

        client.SendPassword("wrong");

        var banner = new SshReader((await client.ExpectAsync(MessageId.UserAuthBanner)).AsSpan(1));
        Assert.Equal("Wrong password.\r\n", banner.ReadText(100));
        await client.ExpectAsync(MessageId.UserAuthFailure);
    }

    [Fact]
    public async Task Requests_that_wait_are_together_no_larger_than_a_packet()
    {
        var judged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new TestServer
        {
            Judge = async (_, cancellation) =>
            {
                judged.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
                return new AuthOutcome.Rejected();
            },
        };
        await using var client = await StartAsync(server);

        client.SendPassword("first");
        await judged.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        client.SendPassword(new string('x', 30_000));
        client.SendPassword(new string('x', 30_000));

        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task A_banner_cannot_carry_control_characters()
    {
        var server = new TestServer
        {
            Judge = (_, _) => ValueTask.FromResult<AuthOutcome>(new AuthOutcome.Rejected("a\u001b[2J\u202eb\u0007\nc ü")),
        };
        await using var client = await StartAsync(server);

        client.SendPassword("x");

        var banner = new SshReader((await client.ExpectAsync(MessageId.UserAuthBanner)).AsSpan(1));
        Assert.Equal("a?[2J?b?\r\nc ü\r\n", banner.ReadText(100));
    }

    [Fact]
    public async Task A_password_change_is_refused_without_being_judged()
    {
        var server = new TestServer();
        await using var client = await StartAsync(server);

        client.SendPassword(TestServer.Password, change: true);

        await client.ExpectAsync(MessageId.UserAuthFailure);
        Assert.Empty(server.Attempts);
    }

    [Fact]
    public async Task An_empty_password_is_refused_without_being_judged()
    {
        var server = new TestServer { Judge = (_, _) => throw new InvalidOperationException("Judged.") };
        await using var client = await StartAsync(server);

        client.SendPassword("");

        await client.ExpectAsync(MessageId.UserAuthFailure);
        Assert.Empty(server.Attempts);
    }

    [Fact]
    public async Task A_method_that_is_not_offered_is_a_failure()
    {
        await using var client = await StartAsync(new TestServer());

        client.SendAuth("agent", "publickey", writer => writer.WriteBoolean(false));

        await client.ExpectAsync(MessageId.UserAuthFailure);
    }

    [Fact]
    public async Task Another_service_than_the_connection_ends_the_connection()
    {
        await using var client = await StartAsync(new TestServer());

        client.SendAuth("agent", "none", service: "ssh-userauth");

        Assert.Equal(DisconnectReason.ServiceNotAvailable, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task Failed_attempts_are_counted()
    {
        var server = new TestServer();
        await using var client = await StartAsync(server, new SshLimits { MaxAuthTries = 3 });

        for (var i = 0; i < 3; i++)
        {
            client.SendPassword("wrong");
        }

        Assert.Equal(DisconnectReason.NoMoreAuthMethodsAvailable, (await client.ExpectDisconnectAsync()).Reason);
        Assert.Equal(3, server.Attempts.Count);
    }

    [Fact]
    public async Task Requests_of_any_kind_are_counted()
    {
        await using var client = await StartAsync(new TestServer(), new SshLimits { MaxAuthRequests = 5 });

        for (var i = 0; i < 5; i++)
        {
            client.SendAuth("agent", "none");
            await client.ExpectAsync(MessageId.UserAuthFailure);
        }

        client.SendAuth("agent", "none");
        Assert.Equal(DisconnectReason.NoMoreAuthMethodsAvailable, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task Keyboard_interactive_asks_and_takes_the_answer()
    {
        var server = new TestServer();
        await using var client = await StartAsync(server);

        client.SendKeyboardInteractive();
        var prompt = Prompts(await client.ExpectAsync(MessageId.UserAuthInfoRequest));
        client.SendAnswers(TestServer.Password);

        Assert.Equal("Password: ", prompt);
        await client.ExpectAsync(MessageId.UserAuthSuccess);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_wrong_number_of_answers_is_a_failure_and_ends_the_dialog(int count)
    {
        var server = new TestServer();
        await using var client = await StartAsync(server);

        client.SendKeyboardInteractive();
        await client.ExpectAsync(MessageId.UserAuthInfoRequest);
        client.SendAnswers([.. Enumerable.Repeat(TestServer.Password, count)]);
        await client.ExpectAsync(MessageId.UserAuthFailure);
        Assert.Single(server.Attempts);

        client.SendAnswers(TestServer.Password);
        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task Another_user_cannot_continue_a_dialog()
    {
        var server = new TestServer();
        await using var client = await StartAsync(server);

        client.SendKeyboardInteractive("alice");
        await client.ExpectAsync(MessageId.UserAuthInfoRequest);
        client.SendAuth("mallory", "none");
        await client.ExpectAsync(MessageId.UserAuthFailure);
        client.SendAnswers(TestServer.Password);

        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
        Assert.Null(server.Connection);
    }

    [Fact]
    public async Task Challenges_are_bounded()
    {
        var server = new TestServer
        {
            Judge = (_, _) => ValueTask.FromResult<AuthOutcome>(
                new AuthOutcome.Challenge("", "", [new AuthPrompt("More: ", false)])),
        };
        await using var client = await StartAsync(server, new SshLimits { MaxChallenges = 3 });

        client.SendKeyboardInteractive();
        for (var i = 0; i < 3; i++)
        {
            await client.ExpectAsync(MessageId.UserAuthInfoRequest);
            client.SendAnswers("x");
        }

        await client.ExpectAsync(MessageId.UserAuthFailure);
    }

    [Fact]
    public async Task A_challenge_is_no_answer_to_a_password()
    {
        var server = new TestServer
        {
            Judge = (_, _) => ValueTask.FromResult<AuthOutcome>(new AuthOutcome.Challenge("", "", [])),
        };
        await using var client = await StartAsync(server);

        client.SendPassword("x");

        await client.ExpectAsync(MessageId.UserAuthFailure);
    }

    [Fact]
    public async Task A_fault_of_the_authenticator_is_a_refusal()
    {
        var server = new TestServer { Judge = (_, _) => throw new InvalidOperationException("Broken.") };
        await using var client = await StartAsync(server);

        client.SendPassword(TestServer.Password);

        await client.ExpectAsync(MessageId.UserAuthFailure);
    }

    [Fact]
    public async Task Secrets_are_wiped_after_the_judgement()
    {
        var kept = new List<SecretBytes>();
        var server = new TestServer
        {
            Judge = (attempt, _) =>
            {
                kept.Add(((PasswordAttempt)attempt).Password);
                return ValueTask.FromResult<AuthOutcome>(new AuthOutcome.Rejected());
            },
        };
        await using var client = await StartAsync(server);

        client.SendPassword("x");
        await client.ExpectAsync(MessageId.UserAuthFailure);

        Assert.Throws<ObjectDisposedException>(() => kept[0].Span.Length);
    }

    [Fact]
    public async Task The_grace_time_ends_a_login_in_the_middle_of_a_judgement()
    {
        var time = new ManualTime();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new TestServer();
        var slow = new TestServer
        {
            Judge = async (_, cancellation) =>
            {
                asked.SetResult();
                var ended = new TaskCompletionSource();
                await using (cancellation.Register(ended.SetResult))
                {
                    await ended.Task;
                }

                // It ignores the cancellation, and says yes.
                return new AuthOutcome.Accepted(server);
            },
        };
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(serverPipe, slow, time: time);
        await using var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.RequestServiceAsync();
        client.SendPassword(TestServer.Password);
        await asked.Task;

        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("The login took too long.", (await client.ExpectDisconnectAsync()).Text);
        await session.Transport.Completion;
        Assert.Null(server.Connection);
        Assert.True(server.Disposed.Task.IsCompleted);
    }

    [Fact]
    public async Task A_client_that_leaves_cancels_the_judgement()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = new TestServer
        {
            Judge = async (_, cancellation) =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
                throw new InvalidOperationException("Unreachable.");
            },
        };
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var session = ConnectionPair.StartServer(serverPipe, slow);
        var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.RequestServiceAsync();
        client.SendPassword(TestServer.Password);
        await asked.Task;

        await client.DisposeAsync();

        Assert.True((await session.Transport.Completion.WaitAsync(
            TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ByPeer);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(30_000)]
    public async Task A_user_name_beyond_the_cap_ends_the_connection(int length)
    {
        await using var client = await StartAsync(new TestServer());

        client.SendAuth(new string('u', length), "none");

        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task A_long_password_arrives_whole()
    {
        var server = new TestServer();
        await using var client = await StartAsync(server);
        var token = new string('t', 20_000);

        client.SendPassword(token);
        await client.ExpectAsync(MessageId.UserAuthBanner);

        Assert.Equal(token, server.PasswordsSeen.Single());
    }

    private static async Task<ScriptedClient> StartAsync(TestServer server, SshLimits? limits = null)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(serverPipe, server, limits);
        var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.RequestServiceAsync();
        return client;
    }

    private static string Methods(byte[] failure)
    {
        var reader = new SshReader(failure.AsSpan(1));
        var methods = Encoding.ASCII.GetString(reader.ReadString());
        Assert.False(reader.ReadBoolean());
        reader.End();
        return methods;
    }

    private static string Prompts(byte[] request)
    {
        var reader = new SshReader(request.AsSpan(1));
        reader.ReadString();
        Assert.Equal("Log in", reader.ReadText(100));
        reader.ReadString();
        Assert.Equal(1u, reader.ReadUInt32());
        var prompt = reader.ReadText(100);
        Assert.False(reader.ReadBoolean());
        reader.End();
        return prompt;
    }
}
