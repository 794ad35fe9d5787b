using SshGate.Ssh.Keys;
using SshGate.Ssh.Server;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Auth;

/// <summary>Logins with keys, as they should be and as they should not.</summary>
public sealed class ServerPublicKeyTests
{
    /// <summary>Every kind of key, plain and with a certificate, in both forms of the request.</summary>
    public static TheoryData<string, bool> Logins()
    {
        var data = new TheoryData<string, bool>();
        foreach (var name in Signers.Keys)
        {
            data.Add(name, false);
            data.Add(name, true);
        }

        return data;
    }

    public static TheoryData<string> SignerNames => [.. Signers.Keys];

    private static readonly Dictionary<string, ISshSigner> Signers = MakeSigners();

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task A_key_that_signs_logs_in(string name, bool isHostBound)
    {
        var signer = Signers[name];
        var server = Server(signer);
        await using var client = await StartAsync(server);

        await new KeyLogin(signer) { IsHostBound = isHostBound }.SignAsync(client);

        await client.ExpectAsync(MessageId.UserAuthSuccess);
        var proof = Assert.IsType<PublicKeyProof>(Assert.Single(server.Attempts));
        Assert.Equal("agent", proof.UserName);
        Assert.Equal(signer.PublicKey, proof.Key);
        Assert.Equal(signer.Certificate, proof.Certificate);
        Assert.Equal(signer.SignatureAlgorithms[0], proof.Algorithm);
        Assert.Equal(name.StartsWith("sk-", StringComparison.Ordinal), proof.IsTouched);
        Assert.False(proof.IsUserVerified);
    }

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task An_offer_of_a_welcome_key_is_answered_and_logs_nobody_in(string name, bool isHostBound)
    {
        var signer = Signers[name];
        var server = Server(signer);
        await using var client = await StartAsync(server);

        var login = new KeyLogin(signer) { IsHostBound = isHostBound };
        login.Offer(client);

        var ok = await client.ExpectAsync(MessageId.UserAuthPkOk);
        Assert.Equal(Ok(signer), ok);
        Assert.Empty(server.Attempts);
        Assert.Single(server.Offers);
        Assert.Null(server.Connection);

        await login.SignAsync(client);
        await client.ExpectAsync(MessageId.UserAuthSuccess);
    }

    [Theory]
    [MemberData(nameof(Logins))]
    public async Task Nothing_but_the_signature_over_this_request_and_session_logs_in(string name, bool isHostBound)
    {
        var signer = Signers[name];
        var server = Server(signer);
        var good = new KeyLogin(signer) { IsHostBound = isHostBound };
        KeyLogin[] bad =
        [
            good with { Signature = Flip },
            good with { Signature = _ => [] },
            good with { Signature = _ => new byte[100] },
            good with { Signature = signature => [.. signature, 0] },
            good with { Session = Flip },
            good with { Session = _ => [] },
            good with { LeavesSessionOut = true },
            good with { Signed = login => login with { User = "root" } },
            good with { Signed = login => login with { IsHostBound = !isHostBound } },
            good with { Signed = login => login with { Algorithm = "ssh-dss" } },
        ];
        foreach (var login in bad)
        {
            await using var client = await StartAsync(server);
            await login.SignAsync(client);
            await client.ExpectAsync(MessageId.UserAuthFailure);
        }

        Assert.Empty(server.Attempts);
        Assert.Empty(server.Offers);
        Assert.Null(server.Connection);
    }

    [Theory]
    [MemberData(nameof(SignerNames))]
    public async Task The_key_that_was_offered_does_not_count_for_the_key_that_signs(string name)
    {
        var welcome = Signers[name];
        var own = welcome.PublicKey.Equals(TestKeys.Ecdsa.PublicKey) ? TestKeys.Ed25519 : TestKeys.Ecdsa;
        var server = new TestServer { Authorizes = offer => offer.Key.Equals(welcome.PublicKey) };
        await using var client = await StartAsync(server);

        // The attacker offers a key that is welcome, then signs with his own.
        new KeyLogin(welcome).Offer(client);
        await client.ExpectAsync(MessageId.UserAuthPkOk);
        await new KeyLogin(own).SignAsync(client);
        await client.ExpectAsync(MessageId.UserAuthFailure);

        // Or he shows the welcome key beside his own signature.
        await new KeyLogin(own)
        {
            Algorithm = welcome.SignatureAlgorithms[0],
            Blob = (welcome.Certificate?.Blob ?? welcome.PublicKey.Blob).ToArray(),
            SigningAlgorithm = own.SignatureAlgorithms[0],
        }.SignAsync(client);
        await client.ExpectAsync(MessageId.UserAuthFailure);

        Assert.Null(server.Connection);
        Assert.Equal(own.PublicKey, Assert.IsType<PublicKeyProof>(Assert.Single(server.Attempts)).Key);
    }

    [Fact]
    public async Task The_user_is_the_one_of_the_signed_request()
    {
        var server = Server(TestKeys.Ed25519);
        await using var client = await StartAsync(server);

        new KeyLogin(TestKeys.Ed25519) { User = "root" }.Offer(client);
        await client.ExpectAsync(MessageId.UserAuthPkOk);
        await new KeyLogin(TestKeys.Ed25519) { User = "nobody" }.SignAsync(client);
        await client.ExpectAsync(MessageId.UserAuthSuccess);

        Assert.Equal("nobody", Assert.Single(server.Attempts).UserName);
    }

    [Theory]
    [MemberData(nameof(SignerNames))]
    public async Task A_login_that_is_bound_to_another_host_key_ends_the_connection(string name)
    {
        var server = Server(Signers[name]);
        byte[][] others =
        [
            TestKeys.Ecdsa.PublicKey.Blob.ToArray(),
            Flip(TestKeys.Ed25519.PublicKey.Blob.ToArray()),
            [],
        ];
        foreach (var other in others)
        {
            await using var client = await StartAsync(server);
            await new KeyLogin(Signers[name]) { IsHostBound = true, HostKey = other }.SignAsync(client);
            Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
        }

        Assert.Empty(server.Attempts);
    }

    [Theory]
    [MemberData(nameof(SignerNames))]
    public async Task The_announced_algorithm_must_be_the_one_of_the_key_and_of_the_signature(string name)
    {
        var signer = Signers[name];
        var server = Server(signer);
        await using var client = await StartAsync(server, new SshLimits { MaxAuthTries = 100, MaxAuthRequests = 100 });

        string[] names =
        [
            .. AlgorithmTable.SignatureAlgorithms, .. AlgorithmTable.HostKeyAlgorithms,
            "ssh-rsa", "ssh-dss", "ssh-rsa-cert-v01@openssh.com", "none", "",
        ];
        foreach (var algorithm in names.Except(signer.SignatureAlgorithms).Distinct())
        {
            await new KeyLogin(signer) { Algorithm = algorithm, SigningAlgorithm = signer.SignatureAlgorithms[0] }
                .SignAsync(client);
            await client.ExpectAsync(MessageId.UserAuthFailure);
            new KeyLogin(signer) { Algorithm = algorithm }.Offer(client);
            await client.ExpectAsync(MessageId.UserAuthFailure);
        }

        Assert.Empty(server.Attempts);
        Assert.Empty(server.Offers);
    }

    [Fact]
    public async Task The_two_rsa_algorithms_do_not_pass_for_each_other()
    {
        var server = Server(TestKeys.Rsa);
        await using var client = await StartAsync(server);

        await new KeyLogin(TestKeys.Rsa) { Algorithm = "rsa-sha2-512", SigningAlgorithm = "rsa-sha2-256" }.SignAsync(client);
        await client.ExpectAsync(MessageId.UserAuthFailure);
        await new KeyLogin(TestKeys.Rsa) { Algorithm = "rsa-sha2-256" }.SignAsync(client);
        await client.ExpectAsync(MessageId.UserAuthSuccess);
    }

    [Fact]
    public async Task A_plain_key_does_not_pass_for_its_certificate_nor_the_other_way_round()
    {
        var certified = Signers["ssh-ed25519 certificate"];
        var server = Server(certified);
        await using var client = await StartAsync(server);

        await new KeyLogin(certified) { Blob = certified.PublicKey.Blob.ToArray() }.SignAsync(client);
        await client.ExpectAsync(MessageId.UserAuthFailure);
        await new KeyLogin(certified) { Algorithm = "ssh-ed25519" }.SignAsync(client);
        await client.ExpectAsync(MessageId.UserAuthFailure);

        Assert.Empty(server.Attempts);
    }

    [Theory]
    [InlineData("sk-ssh-ed25519@openssh.com")]
    [InlineData("sk-ecdsa-sha2-nistp256@openssh.com")]
    public async Task An_authenticator_must_be_touched_unless_that_is_waived(string name)
    {
        var plain = TestKeys.Of(name.Contains("ed25519", StringComparison.Ordinal) ? "ssh-ed25519" : "ecdsa-sha2-nistp256");
        var untouched = new HardwareSigner(plain) { Flags = 0 };
        var server = Server(untouched);
        await using var client = await StartAsync(server);
        await new KeyLogin(untouched).SignAsync(client);
        await client.ExpectAsync(MessageId.UserAuthFailure);
        Assert.Empty(server.Attempts);

        var waiving = new TestServer { Authorizes = _ => true, Waives = offer => offer.Key.Equals(untouched.PublicKey) };
        await using var second = await StartAsync(waiving);
        await new KeyLogin(untouched).SignAsync(second);
        await second.ExpectAsync(MessageId.UserAuthSuccess);
        Assert.False(Assert.IsType<PublicKeyProof>(Assert.Single(waiving.Attempts)).IsTouched);
    }

    [Fact]
    public async Task A_certificate_that_anybody_can_make_does_not_waive_the_touch()
    {
        var untouched = new HardwareSigner(TestKeys.Ed25519) { Flags = 0 };
        var certificate = new ForgedCertificate
        {
            Key = untouched.PublicKey,
            Extensions = [ForgedCertificate.Flag("no-touch-required")],
        }.Parse();
        var server = Server(untouched);
        await using var client = await StartAsync(server);

        await new KeyLogin(new CertifiedSigner(untouched, certificate)).SignAsync(client);

        await client.ExpectAsync(MessageId.UserAuthFailure);
        Assert.Empty(server.Attempts);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(5, true)]
    public async Task A_certificate_may_require_that_the_authenticator_knows_who_touched_it(byte flags, bool accepted)
    {
        var signer = new HardwareSigner(TestKeys.Ed25519) { Flags = flags };
        var certificate = new ForgedCertificate
        {
            Key = signer.PublicKey,
            CriticalOptions = [ForgedCertificate.Flag("verify-required")],
        }.Parse();
        await using var client = await StartAsync(Server(signer));

        await new KeyLogin(new CertifiedSigner(signer, certificate)).SignAsync(client);

        await client.ExpectAsync(accepted ? MessageId.UserAuthSuccess : MessageId.UserAuthFailure);
    }

    [Fact]
    public async Task A_certificate_that_is_good_for_something_else_is_refused_before_anybody_is_asked()
    {
        var good = new ForgedCertificate();
        ForgedCertificate[] bad =
        [
            good with { Kind = 2 },
            good with { ValidBefore = 1000 },
            good with { ValidAfter = ulong.MaxValue - 1 },
            good with { Principals = [] },
            good with { CriticalOptions = [ForgedCertificate.Option("force-command", "uptime")] },
            good with { CriticalOptions = [ForgedCertificate.Option("source-address", "10.0.0.0/8")] },
            good with { CriticalOptions = [ForgedCertificate.Flag("option@example.org")] },
            good with { Authority = new HardwareSigner(TestKeys.Ecdsa) { Flags = 0 } },
            good with { AuthorityBlob = TestKeys.Ed25519.PublicKey.Blob.ToArray() },
        ];
        var key = KeyBlobs.Of(SshKeyKind.Ed25519);
        var server = new TestServer { Authorizes = _ => true };
        foreach (var forged in bad)
        {
            await using var client = await StartAsync(server);
            var login = new KeyLogin(key) { Algorithm = "ssh-ed25519-cert-v01@openssh.com", Blob = forged.ToBlob(), SigningAlgorithm = "ssh-ed25519" };
            login.Offer(client);
            await client.ExpectAsync(MessageId.UserAuthFailure);
            await login.SignAsync(client);
            await client.ExpectAsync(MessageId.UserAuthFailure);
        }

        Assert.Empty(server.Attempts);
        Assert.Empty(server.Offers);

        // The client of these tests has the address 127.0.0.1.
        var enforcing = new TestServer { Authorizes = _ => true, EnforcedCertificateOptions = ["force-command"] };
        await using var last = await StartAsync(enforcing);
        await new KeyLogin(key)
        {
            Algorithm = "ssh-ed25519-cert-v01@openssh.com",
            SigningAlgorithm = "ssh-ed25519",
            Blob = (good with
            {
                CriticalOptions =
                [
                    ForgedCertificate.Option("force-command", "uptime"),
                    ForgedCertificate.Option("source-address", "127.0.0.0/8"),
                ],
            }).ToBlob(),
        }.SignAsync(last);
        await last.ExpectAsync(MessageId.UserAuthSuccess);
    }

    [Fact]
    public async Task An_unwelcome_key_and_an_unknown_user_get_the_same_answer()
    {
        var server = new TestServer { Authorizes = offer => offer.UserName == "agent" && offer.Key.Equals(TestKeys.Ed25519.PublicKey) };
        await using var client = await StartAsync(server, new SshLimits { MaxAuthTries = 100 });

        var answers = new List<string>();
        foreach (var login in new[]
        {
            new KeyLogin(TestKeys.Ecdsa),
            new KeyLogin(TestKeys.Ed25519) { User = "nobody" },
            new KeyLogin(TestKeys.Ecdsa) { User = "nobody" },
            new KeyLogin(TestKeys.Ecdsa) { Blob = [1, 2, 3] },
        })
        {
            login.Offer(client);
            answers.Add(Convert.ToHexString(await client.NextAsync()));
            await login.SignAsync(client);
            answers.Add(Convert.ToHexString(await client.NextAsync()));
        }

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Refused_keys_count_as_failures_and_all_requests_are_bounded()
    {
        await using var client = await StartAsync(
            new TestServer { Authorizes = _ => false }, new SshLimits { MaxAuthTries = 2 });
        new KeyLogin(TestKeys.Ed25519).Offer(client);
        await client.ExpectAsync(MessageId.UserAuthFailure);
        new KeyLogin(TestKeys.Ecdsa).Offer(client);
        Assert.Equal(DisconnectReason.NoMoreAuthMethodsAvailable, (await client.ExpectDisconnectAsync()).Reason);

        await using var second = await StartAsync(
            new TestServer { Authorizes = _ => true }, new SshLimits { MaxAuthRequests = 2 });
        for (var i = 0; i < 2; i++)
        {
            new KeyLogin(TestKeys.Ed25519).Offer(second);
            await second.ExpectAsync(MessageId.UserAuthPkOk);
        }

        new KeyLogin(TestKeys.Ed25519).Offer(second);
        Assert.Equal(DisconnectReason.NoMoreAuthMethodsAvailable, (await second.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task Without_publickey_no_key_is_looked_at()
    {
        var server = new TestServer();
        await using var client = await StartAsync(server);

        await new KeyLogin(TestKeys.Ed25519).SignAsync(client);

        await client.ExpectAsync(MessageId.UserAuthFailure);
        Assert.Empty(server.Attempts);
    }

    [Fact]
    public async Task A_password_is_not_judged_where_passwords_are_not_offered()
    {
        var server = new OnlyKeys();
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(serverPipe, server);
        await using var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.RequestServiceAsync();

        client.SendPassword(TestServer.Password);
        var failure = await client.ExpectAsync(MessageId.UserAuthFailure);
        client.SendKeyboardInteractive();

        Assert.Equal(failure, await client.ExpectAsync(MessageId.UserAuthFailure));
        Assert.Equal(Failure("publickey"), failure);
        Assert.False(server.IsAsked);
    }

    [Fact]
    public async Task A_fault_of_the_authenticator_is_a_refusal_of_the_offer()
    {
        var server = new TestServer { Authorizes = _ => throw new InvalidOperationException("Broken.") };
        await using var client = await StartAsync(server);

        new KeyLogin(TestKeys.Ed25519).Offer(client);
        await client.ExpectAsync(MessageId.UserAuthFailure);
        await new KeyLogin(TestKeys.Ed25519).SignAsync(client);
        await client.ExpectAsync(MessageId.UserAuthFailure);
    }

    [Fact]
    public async Task A_challenge_is_no_answer_to_a_key()
    {
        var server = new TestServer
        {
            Authorizes = _ => true,
            Judge = (_, _) => ValueTask.FromResult<AuthOutcome>(new AuthOutcome.Challenge("", "", [])),
        };
        await using var client = await StartAsync(server);

        await new KeyLogin(TestKeys.Ed25519).SignAsync(client);

        await client.ExpectAsync(MessageId.UserAuthFailure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_is_malformed_as_a_message_ends_the_connection(bool isLonger)
    {
        await using var client = await StartAsync(Server(TestKeys.Ed25519));

        client.SendAuth("agent", "publickey", writer =>
        {
            writer.WriteBoolean(false);
            writer.WriteText("ssh-ed25519");
            if (isLonger)
            {
                writer.WriteString(TestKeys.Ed25519.PublicKey.Blob.Span);
                writer.WriteByte(0);
            }
        });

        Assert.Equal(DisconnectReason.ProtocolError, (await client.ExpectDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task The_bound_form_is_announced_only_where_keys_are_taken()
    {
        await using var with = await StartAsync(Server(TestKeys.Ed25519));
        await using var without = await StartAsync(new TestServer());

        Assert.Equal("0", with.Extensions["publickey-hostbound@openssh.com"]);
        Assert.DoesNotContain("publickey-hostbound@openssh.com", without.Extensions.Keys);
    }

    private static TestServer Server(ISshSigner welcome) => new()
    {
        Authorizes = offer => offer.Key.Equals(welcome.PublicKey),
    };

    private static async Task<ScriptedClient> StartAsync(TestServer server, SshLimits? limits = null)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(serverPipe, server, limits);
        var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.RequestServiceAsync();
        return client;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_is_checked_when_its_turn_comes(bool isSigned)
    {
        using var turns = new SemaphoreSlim(1);
        var signer = TestKeys.Ed25519;
        var server = Server(signer);
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        ConnectionPair.StartServer(serverPipe, server, kexTurns: turns);
        await using var client = await ScriptedClient.ConnectAsync(clientPipe);
        await client.RequestServiceAsync();
        Assert.True(await turns.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        var login = new KeyLogin(signer);
        if (isSigned)
        {
            await login.SignAsync(client);
        }
        else
        {
            login.Offer(client);
        }

        // A check that does not wait answers within milliseconds.
        var answer = client.ExpectAsync(isSigned ? MessageId.UserAuthSuccess : MessageId.UserAuthPkOk);
        await Task.WhenAny(answer, Task.Delay(200, TestContext.Current.CancellationToken));
        Assert.False(answer.IsCompleted);

        turns.Release();
        await answer;
        Assert.Equal(1, turns.CurrentCount);
    }

    private static byte[] Ok(ISshSigner signer) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthPkOk);
        writer.WriteText(signer.SignatureAlgorithms[0]);
        writer.WriteString((signer.Certificate?.Blob ?? signer.PublicKey.Blob).Span);
    });

    private static byte[] Failure(string methods) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthFailure);
        writer.WriteText(methods);
        writer.WriteBoolean(false);
    });

    // The last byte but one: not the one that ends the counter of an authenticator alone.
    private static byte[] Flip(byte[] bytes)
    {
        byte[] copy = [.. bytes];
        copy[^2] ^= 1;
        return copy;
    }

    private static Dictionary<string, ISshSigner> MakeSigners()
    {
        ISshSigner[] plain =
        [
            TestKeys.Ed25519, TestKeys.Ecdsa, TestKeys.EcdsaP384, TestKeys.EcdsaP521, TestKeys.Rsa,
            new HardwareSigner(TestKeys.Ed25519), new HardwareSigner(TestKeys.Ecdsa),
        ];
        var certified = plain.Select(signer =>
            new CertifiedSigner(signer, new ForgedCertificate { Key = signer.PublicKey }.Parse()));
        return plain.Concat(certified).ToDictionary(
            signer => signer.PublicKey.KeyType + (signer.Certificate is null ? "" : " certificate"));
    }

    private sealed class OnlyKeys : IServerAuthenticator
    {
        public bool IsAsked { get; private set; }

        public IReadOnlyList<string> Methods => ["publickey", "hostbased", "none"];

        public ValueTask<AuthOutcome> AuthenticateAsync(AuthAttempt attempt, CancellationToken cancellationToken)
        {
            IsAsked = true;
            return ValueTask.FromResult<AuthOutcome>(new AuthOutcome.Rejected());
        }
    }
}
