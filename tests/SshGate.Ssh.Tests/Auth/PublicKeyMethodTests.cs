using SshGate.Ssh.Client;
using SshGate.Ssh.Keys;
using SshGate.Ssh.Tests.Keys;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Auth;

/// <summary>The client's requests, as a server sees them.</summary>
public sealed class PublicKeyMethodTests
{
    [Fact]
    public async Task The_bound_form_is_used_where_it_is_announced_in_version_0()
    {
        var announced = await LogInAsync(TestKeys.Ed25519, [("publickey-hostbound@openssh.com", "0")]);
        Assert.Equal("publickey-hostbound-v00@openssh.com", announced.Method);
        Assert.Equal(TestKeys.Ed25519.PublicKey.Blob.ToArray(), announced.HostKey);

        var another = await LogInAsync(TestKeys.Ed25519, [("publickey-hostbound@openssh.com", "1")]);
        Assert.Equal("publickey", another.Method);
        var silent = await LogInAsync(TestKeys.Ed25519, []);
        Assert.Equal("publickey", silent.Method);
        Assert.Null(silent.HostKey);
    }

    [Theory]
    [InlineData("ssh-ed25519,rsa-sha2-256", "rsa-sha2-256")]
    [InlineData("rsa-sha2-256,rsa-sha2-512", "rsa-sha2-512")]
    [InlineData("ssh-ed25519", "rsa-sha2-512")]
    [InlineData(null, "rsa-sha2-512")]
    public async Task An_rsa_key_signs_as_the_server_wants_it(string? known, string expected)
    {
        (string, string)[] extensions = known is null ? [] : [("server-sig-algs", known)];

        Assert.Equal(expected, (await LogInAsync(TestKeys.Rsa, extensions)).Algorithm);

        var certified = new CertifiedSigner(
            TestKeys.Rsa, new ForgedCertificate { Key = TestKeys.Rsa.PublicKey }.Parse());
        var login = await LogInAsync(certified, extensions);
        Assert.Equal($"{expected}-cert-v01@openssh.com", login.Algorithm);
        Assert.Equal(certified.Certificate.Blob.ToArray(), login.Blob);
    }

    [Fact]
    public async Task A_list_that_comes_during_the_login_replaces_the_first()
    {
        var (connecting, server) = Start(TestKeys.Rsa, [("server-sig-algs", "rsa-sha2-512")]);
        await using var owned = server;
        await server.AcceptServiceAsync();
        Assert.Equal("rsa-sha2-512", Login.Read(await server.ExpectAsync(MessageId.UserAuthRequest)).Algorithm);

        server.Send(writer => writer.WriteBytes(ExtInfo.Build(("server-sig-algs", "rsa-sha2-256"))));
        SendFailure(server);

        Assert.Equal("rsa-sha2-256", Login.Read(await server.ExpectAsync(MessageId.UserAuthRequest)).Algorithm);
        SendFailure(server);
        var failure = await Assert.ThrowsAsync<SshClientException>(() => connecting);
        Assert.Equal(SshClientFailure.AuthenticationFailed, failure.Failure);
    }

    [Fact]
    public async Task A_refused_certificate_is_not_followed_by_its_plain_key()
    {
        var certified = new CertifiedSigner(TestKeys.Ed25519, new ForgedCertificate { Key = TestKeys.Ed25519.PublicKey }.Parse());
        var (connecting, server) = Start(certified, []);
        await using var owned = server;
        await server.AcceptServiceAsync();
        await server.ExpectAsync(MessageId.UserAuthRequest);
        SendFailure(server);

        var failure = await Assert.ThrowsAsync<SshClientException>(() => connecting);

        Assert.Contains("the certificate of the key", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<Login> LogInAsync(ISshSigner key, (string Name, string Value)[] extensions)
    {
        var (connecting, server) = Start(key, extensions);
        await using var owned = server;
        await server.AcceptServiceAsync();
        var login = Login.Read(await server.ExpectAsync(MessageId.UserAuthRequest));
        server.Transport.Enter(SshPhase.Connection, (byte)MessageId.UserAuthSuccess);
        await using var client = await connecting;
        return login;
    }

    private static (Task<SshClientConnection> Connecting, ScriptedServer Server) Start(
        ISshSigner key, (string Name, string Value)[] extensions)
    {
        var (clientPipe, serverPipe) = DuplexPipe.CreatePair();
        var server = new ScriptedServer(serverPipe, extensions: extensions);
        var options = ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with { Key = key };
        return (SshClientConnection.ConnectAsync(clientPipe, options, TestContext.Current.CancellationToken), server);
    }

    private static void SendFailure(ScriptedServer server) => server.Send(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthFailure);
        writer.WriteText("publickey");
        writer.WriteBoolean(false);
    });

    private sealed record Login(string Method, string Algorithm, byte[] Blob, byte[]? HostKey)
    {
        public static Login Read(byte[] payload)
        {
            var reader = new SshReader(payload.AsSpan(1));
            Assert.Equal("agent", reader.ReadText(100));
            Assert.Equal("ssh-connection", reader.ReadText(100));
            var method = reader.ReadText(100);
            Assert.True(reader.ReadBoolean());
            var algorithm = reader.ReadText(100);
            var blob = reader.ReadString().ToArray();
            var hostKey = method == "publickey" ? null : reader.ReadString().ToArray();
            reader.ReadString();
            reader.End();
            return new Login(method, algorithm, blob, hostKey);
        }
    }
}
