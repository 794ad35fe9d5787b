using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>The hybrid methods at the level of their public values: sizes, encoding of K, and what is refused.</summary>
public sealed class HybridKexTests
{
    // Client's and server's value, and the hash that K is.
    [Theory]
    [InlineData("mlkem768x25519-sha256", 1216, 1120, 32)]
    [InlineData("sntrup761x25519-sha512", 1190, 1071, 64)]
    [InlineData("sntrup761x25519-sha512@openssh.com", 1190, 1071, 64)]
    public void Both_halves_agree_on_k_which_is_a_string(string name, int clientSize, int serverSize, int secretSize)
    {
        using var client = KexMethods.Get(name).StartClient();
        var server = KexMethods.Get(name).Respond(client.PublicValue);
        var secret = client.Finish(server.PublicValue);

        Assert.Equal(clientSize, client.PublicValue.Length);
        Assert.Equal(serverSize, server.PublicValue.Length);
        Assert.Equal(server.Secret, secret);
        var reader = new SshReader(secret);
        Assert.Equal(secretSize, reader.ReadString().Length);
        reader.End();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_of_another_size_are_refused(string name)
    {
        var method = KexMethods.Get(name);
        using var client = method.StartClient();
        var server = method.Respond(client.PublicValue);
        foreach (var refused in new[] { 0, 32, client.PublicValue.Length - 1, client.PublicValue.Length + 1 })
        {
            AssertRefused(() => method.Respond(Resize(client.PublicValue, refused)));
        }

        foreach (var refused in new[] { 0, 32, server.PublicValue.Length - 1, server.PublicValue.Length + 1 })
        {
            AssertRefused(() => client.Finish(Resize(server.PublicValue, refused)));
        }
    }

    // RFC 8731 §3, which the drafts keep: the post-quantum half must not hide that the other one has no secret.
    [Theory]
    [MemberData(nameof(Names))]
    public void An_x25519_value_that_leads_to_zero_is_refused(string name)
    {
        var method = KexMethods.Get(name);
        using var client = method.StartClient();
        var server = method.Respond(client.PublicValue);

        AssertRefused(() => method.Respond([.. client.PublicValue[..^32], .. new byte[32]]));
        AssertRefused(() => client.Finish([.. server.PublicValue[..^32], .. new byte[32]]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_half_of_a_value_changes_k(string name)
    {
        var method = KexMethods.Get(name);
        using var client = method.StartClient();
        var server = method.Respond(client.PublicValue);
        foreach (var place in new[] { 5, server.PublicValue.Length - 16 })
        {
            var tampered = server.PublicValue.ToArray();
            tampered[place] ^= 1;
            Assert.NotEqual(server.Secret, client.Finish(tampered));
        }
    }

    public static TheoryData<string> Names() => ["mlkem768x25519-sha256", "sntrup761x25519-sha512"];

    private static byte[] Resize(byte[] value, int size)
    {
        var resized = value.ToArray();
        Array.Resize(ref resized, size);
        return resized;
    }

    private static void AssertRefused(Action action) =>
        Assert.Equal(DisconnectReason.KeyExchangeFailed, Assert.Throws<SshProtocolException>(action).Reason);
}
