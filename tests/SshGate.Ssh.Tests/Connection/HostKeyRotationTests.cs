using SshGate.Ssh.Client;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Connection;

/// <summary>hostkeys-00@openssh.com and hostkeys-prove-00@openssh.com, both sides.</summary>
public sealed class HostKeyRotationTests
{
    private static readonly SshPrivateKey[] Keys = [TestKeys.Ed25519, TestKeys.Ecdsa, TestKeys.Rsa];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ssh-ed25519")]
    [InlineData("ecdsa-sha2-nistp256")]
    [InlineData("rsa-sha2-256")]
    public async Task Our_client_learns_all_keys_of_our_server(string negotiated)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        StartServer(serverPipe);
        var verifier = new Learner();

        await using var client = await SshClientConnection.ConnectAsync(
            clientPipe,
            Options(verifier) with { HostKeyAlgorithms = [negotiated], AuthMethod = new PasswordMethod(TestServer.Password) },
            Token);

        Assert.Equal(Keys.Select(key => key.PublicKey), await verifier.LearnedAsync());
    }

    [Fact]
    public async Task Clients_that_the_announcement_confuses_do_not_get_it()
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        StartServer(serverPipe);
        await using var client = await ScriptedClient.ConnectAsync(clientPipe, version: "TTSSH/2.72 Win32", keepsAnnouncement: true);

        await client.LogInAsync();

        Ask(client, TestKeys.Rsa.PublicKey.Blob);
        await client.ExpectAsync(MessageId.RequestSuccess);
    }

    [Fact]
    public async Task The_server_signs_with_the_negotiated_algorithm_of_rsa()
    {
        await using var client = await LogInAsync();

        Ask(client, TestKeys.Rsa.PublicKey.Blob, TestKeys.Ecdsa.PublicKey.Blob);

        var answer = HostKeyProof.ReadStrings((await client.ExpectAsync(MessageId.RequestSuccess)).AsSpan(1));
        Assert.Equal(2, answer.Count);
        Assert.True(TestKeys.Rsa.PublicKey.Verify("rsa-sha2-512", Signed(client, TestKeys.Rsa), answer[0]));
        Assert.True(TestKeys.Ecdsa.PublicKey.Verify("ecdsa-sha2-nistp256", Signed(client, TestKeys.Ecdsa), answer[1]));
    }

    [Fact]
    public async Task The_server_signs_for_no_key_but_its_own()
    {
        await using var client = await LogInAsync();

        Ask(client, SshPrivateKey.Generate(SshKeyKind.Ed25519).PublicKey.Blob);
        await client.ExpectAsync(MessageId.RequestFailure);
        Ask(client);
        await client.ExpectAsync(MessageId.RequestFailure);
        Ask(client, "junk"u8.ToArray());
        await client.ExpectAsync(MessageId.RequestFailure);
    }

    [Fact]
    public async Task Signatures_are_bounded_in_number()
    {
        await using var client = await LogInAsync();
        var one = TestKeys.Ed25519.PublicKey.Blob;

        Ask(client, one, one, one, one);
        await client.ExpectAsync(MessageId.RequestFailure);
        for (var i = 0; i < 3; i++)
        {
            Ask(client, one);
            await client.ExpectAsync(MessageId.RequestSuccess);
        }

        Ask(client, one);
        await client.ExpectAsync(MessageId.RequestFailure);
    }

    [Fact]
    public async Task A_malformed_question_ends_the_connection()
    {
        await using var client = await LogInAsync();

        client.Send(writer =>
        {
            writer.WriteMessageId(MessageId.GlobalRequest);
            writer.WriteText(HostKeyProof.ProveName);
            writer.WriteBoolean(true);
            writer.WriteBytes([0, 0, 0, 9, 1]);
        });

        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Theory]
    [InlineData("another")]
    [InlineData("missing")]
    [InlineData("garbage")]
    [InlineData("refused")]
    public async Task Keys_without_a_genuine_signature_are_not_learned(string answer)
    {
        var verifier = new Learner();
        var (client, server) = await StartAsync(verifier);
        await using var owned = server;
        await using var connection = client;
        Announce(server, Keys);
        await server.ExpectAsync(MessageId.GlobalRequest);

        var data = Keys.Select(key => HostKeyProof.SignedData(server.Transport.Kex.SessionIdentifier, key.PublicKey)).ToArray();
        var ecdsa = await TestKeys.Ecdsa.SignAsync("ecdsa-sha2-nistp256", data[1], Token);
        var other = await TestKeys.Rsa.SignAsync("rsa-sha2-512", data[1], Token);
        ReadOnlyMemory<byte>[] signatures = answer switch
        {
            "another" => [ecdsa, other],
            "missing" => [ecdsa],
            "garbage" => [ecdsa, new byte[] { 0, 0, 0, 200 }],
            _ => [],
        };
        server.Send(answer == "refused"
            ? [(byte)MessageId.RequestFailure]
            : [(byte)MessageId.RequestSuccess, .. HostKeyProof.WriteStrings(signatures)]);

        // The connection stays in order, and its end waits for the judgement.
        await AssertAliveAsync(server);
        await client.DisposeAsync();
        Assert.False(verifier.HasLearned);
    }

    [Fact]
    public async Task A_proof_with_an_algorithm_that_counts_for_nothing_costs_its_key_only()
    {
        var verifier = new Learner();
        var (client, server) = await StartAsync(verifier);
        await using var owned = server;
        await using var connection = client;
        Announce(server, Keys);
        await server.ExpectAsync(MessageId.GlobalRequest);

        var data = HostKeyProof.SignedData(server.Transport.Kex.SessionIdentifier, TestKeys.Ecdsa.PublicKey);
        server.Send(
        [
            (byte)MessageId.RequestSuccess,
            .. HostKeyProof.WriteStrings(
            [
                await TestKeys.Ecdsa.SignAsync("ecdsa-sha2-nistp256", data, Token),
                SshWriter.ToArray(writer =>
                {
                    writer.WriteText("ssh-rsa");
                    writer.WriteString(new byte[384]);
                }),
            ]),
        ]);

        Assert.Equal([TestKeys.Ed25519.PublicKey, TestKeys.Ecdsa.PublicKey], await verifier.LearnedAsync());
    }

    [Fact]
    public async Task The_key_in_use_needs_no_second_proof_and_unknown_types_are_left_out()
    {
        var verifier = new Learner();
        var (client, server) = await StartAsync(verifier);
        await using var owned = server;
        await using var connection = client;

        Announce(server, [TestKeys.Ed25519], SshWriter.ToArray(writer => writer.WriteText("ssh-new-kind")));

        Assert.Equal([TestKeys.Ed25519.PublicKey], await verifier.LearnedAsync());
    }

    [Fact]
    public async Task A_second_announcement_asks_nothing()
    {
        var (client, server) = await StartAsync(new Learner());
        await using var owned = server;
        await using var connection = client;

        Announce(server, Keys);
        Announce(server, Keys);

        await server.ExpectAsync(MessageId.GlobalRequest);
        await AssertAliveAsync(server);
    }

    [Fact]
    public async Task A_list_beyond_the_cap_ends_the_connection()
    {
        var (client, server) = await StartAsync(new Learner());
        await using var owned = server;

        Announce(server, [], [.. Enumerable.Repeat(new byte[] { 1 }, HostKeyProof.MaxKeys + 1)]);

        Assert.Equal(DisconnectReason.ProtocolError, (await client.Completion).Reason);
    }

    [Fact]
    public async Task A_server_that_never_proves_holds_neither_its_requests_nor_the_end()
    {
        var (client, server) = await StartAsync(new Learner());
        await using var owned = server;
        Announce(server, Keys);
        await server.ExpectAsync(MessageId.GlobalRequest);

        await AssertAliveAsync(server);
        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task A_verifier_that_fails_does_not_end_the_connection()
    {
        var verifier = new Learner { Fails = true };
        var (client, server) = await StartAsync(verifier);
        await using var owned = server;
        await using var connection = client;

        Announce(server, [TestKeys.Ed25519]);
        await verifier.LearnedAsync();

        await AssertAliveAsync(server);
    }

    private static byte[] Signed(ScriptedClient client, SshPrivateKey key) =>
        HostKeyProof.SignedData(client.Transport.Kex.SessionIdentifier, key.PublicKey);

    private static async Task AssertAliveAsync(ScriptedServer server)
    {
        server.Send(writer =>
        {
            writer.WriteMessageId(MessageId.GlobalRequest);
            writer.WriteText("keepalive@openssh.com");
            writer.WriteBoolean(true);
        });
        await server.ExpectAsync(MessageId.RequestFailure);
    }

    private static void Announce(ScriptedServer server, SshPrivateKey[] keys, params byte[][] others) => server.Send(writer =>
    {
        writer.WriteMessageId(MessageId.GlobalRequest);
        writer.WriteText(HostKeyProof.AnnounceName);
        writer.WriteBoolean(false);
        writer.WriteBytes(HostKeyProof.WriteStrings(
            keys.Select(key => key.PublicKey.Blob).Concat(others.Select(blob => (ReadOnlyMemory<byte>)blob))));
    });

    private static void Ask(ScriptedClient client, params ReadOnlyMemory<byte>[] blobs) => client.Send(writer =>
    {
        writer.WriteMessageId(MessageId.GlobalRequest);
        writer.WriteText(HostKeyProof.ProveName);
        writer.WriteBoolean(true);
        writer.WriteBytes(HostKeyProof.WriteStrings(blobs));
    });

    private static async Task<ScriptedClient> LogInAsync()
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        StartServer(serverPipe);
        var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.LogInAsync();
        return client;
    }

    private static async Task<(SshClientConnection Client, ScriptedServer Server)> StartAsync(IHostKeyVerifier verifier)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var server = new ScriptedServer(serverPipe);
        var connecting = SshClientConnection.ConnectAsync(clientPipe, Options(verifier), Token);
        await server.AcceptLoginAsync();
        return (await connecting, server);
    }

    private static void StartServer(DuplexPipe pipe)
    {
        var session = new ServerSession(
            pipe,
            1,
            new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 1),
            new SshServerOptions { HostKeys = Keys, LoggerFactory = new TestLog("server") },
            _ => new TestServer(),
            () => { });
        session.Transport.Start();
    }

    private static SshClientOptions Options(IHostKeyVerifier verifier) =>
        ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with { HostKeyVerifier = verifier };

    private sealed class Learner : IHostKeyVerifier
    {
        private readonly TaskCompletionSource<IReadOnlyList<SshPublicKey>> _learned =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Fails { get; init; }

        public bool HasLearned => _learned.Task.IsCompleted;

        public Task<IReadOnlyList<SshPublicKey>> LearnedAsync() => _learned.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);

        public ValueTask<bool> VerifyAsync(
            SshPublicKey hostKey, SshCertificate? certificate, CancellationToken cancellationToken) => ValueTask.FromResult(true);

        public ValueTask KeysProvenAsync(IReadOnlyList<SshPublicKey> keys, CancellationToken cancellationToken)
        {
            _learned.SetResult(keys);
            return Fails ? throw new InvalidOperationException("By request.") : ValueTask.CompletedTask;
        }
    }
}
