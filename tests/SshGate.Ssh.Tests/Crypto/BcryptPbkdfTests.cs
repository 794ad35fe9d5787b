using SshGate.Ssh.Crypto;

namespace SshGate.Ssh.Tests.Crypto;

public sealed class BcryptPbkdfTests
{
    [Fact]
    public void The_digits_of_pi_are_those_that_blowfish_starts_from() =>
        Assert.Equal(
            [0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u],
            PiDigits.Fraction(6));

    // The last words of Blowfish's S-box 3.
    [Fact]
    public void The_digits_of_pi_are_exact_to_the_last_word_that_is_used() =>
        Assert.Equal([0xb74e6132u, 0xce77e25bu, 0x578fdfe3u, 0x3ac372e6u], PiDigits.Fraction(1042)[^4..]);

    // Schneier's vector: key and text of zero bytes. The ring of salt bytes does not matter when the salt is zero.
    [Fact]
    public void Blowfish_encrypts_a_known_block()
    {
        using var blowfish = new Blowfish();
        blowfish.Reset();
        blowfish.Expand(new byte[8]);
        uint left = 0;
        uint right = 0;
        blowfish.Encrypt(ref left, ref right);
        Assert.Equal((0x4ef99745u, 0x6198dd78u), (left, right));
    }
}
