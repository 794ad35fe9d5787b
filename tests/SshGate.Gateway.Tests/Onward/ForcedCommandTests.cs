using System.Text;
using SshGate.Gateway.Onward;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Tests.Onward;

/// <summary>The target enforces the approved bytes, or none.</summary>
public sealed class ForcedCommandTests
{
    [Theory]
    [InlineData("id")]
    [InlineData("cat <<'E'\n\tü 😀\r\nE\n")]
    [InlineData("\u001b[m \u0001 \ufeff \u2028")]
    public void Text_of_any_kind_is_forced_byte_for_byte(string command)
    {
        var bytes = Encoding.UTF8.GetBytes(command);

        Assert.Equal(bytes, Encoding.UTF8.GetBytes(ForcedCommand.Of(bytes, out var why)!));
        Assert.Null(why);
    }

    [Fact]
    public void What_a_certificate_cannot_hold_is_not_forced_and_says_why()
    {
        var most = SshCertificateRequest.MaxForceCommandBytes;
        Assert.NotNull(ForcedCommand.Of(Enumerable.Repeat((byte)'a', most).ToArray(), out _));
        foreach (var (bytes, expected) in new (byte[], string)[]
        {
            ([], "empty"),
            ([.. Enumerable.Repeat((byte)'a', most + 1)], "longer than"),
            ([(byte)'a', 0, (byte)'b'], "NUL"),
            ([(byte)'a', 0xff], "UTF-8"),
            ([0xed, 0xa0, 0x80], "UTF-8"),
            ([0xc0, 0x80], "UTF-8"),
        })
        {
            Assert.Null(ForcedCommand.Of(bytes, out var why));
            Assert.Contains(expected, why!, StringComparison.Ordinal);
        }
    }
}
