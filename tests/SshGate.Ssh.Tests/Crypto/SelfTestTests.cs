using SshGate.Ssh.Crypto;
using SshGate.Ssh.Transport.Ciphers;

namespace SshGate.Ssh.Tests.Crypto;

public sealed class SelfTestTests
{
    [Fact]
    public void Every_known_answer_is_right_on_this_machine() => Assert.Empty(SelfTest.Failed);

    [Fact]
    public void A_name_without_a_test_has_not_passed() => Assert.False(SelfTest.Passed("none"));

    [Theory]
    [InlineData("mlkem768x25519-sha256")]
    [InlineData("sntrup761x25519-sha512")]
    [InlineData("curve25519-sha256")]
    [InlineData("diffie-hellman-group18-sha512")]
    [InlineData("ecdh-sha2-nistp521")]
    public void Key_exchanges_have_a_test(string name) => Assert.True(SelfTest.Passed(name));

    [Fact]
    public void Ciphers_and_macs_are_offered_in_the_products_order()
    {
        Assert.Equal(
            [
                "chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes256-ctr",
                "aes192-ctr", "aes128-ctr",
            ],
            CipherSuites.Ciphers);
        Assert.Equal(
            [
                "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512",
            ],
            CipherSuites.Macs);
    }
}
