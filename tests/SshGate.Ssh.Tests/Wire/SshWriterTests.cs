using System.Text;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Wire;

public sealed class SshWriterTests
{
    [Theory]
    [InlineData("", "00000000")]
    [InlineData("00", "00000000")]
    [InlineData("0000", "00000000")]
    [InlineData("09a378f9b2e332a7", "0000000809a378f9b2e332a7")]
    [InlineData("80", "000000020080")]
    [InlineData("000080", "000000020080")]
    [InlineData("007f", "000000017f")]
    public void Writes_mpint_of_rfc_4251_section_5(string magnitude, string wire) =>
        Assert.Equal(wire, Convert.ToHexStringLower(SshWriter.ToArray(w => w.WriteMpint(Hex.Decode(magnitude)))));

    [Fact]
    public void Writes_name_list_of_rfc_4251_section_5()
    {
        Assert.Equal("00000000", Convert.ToHexStringLower(SshWriter.ToArray(w => w.WriteNameList())));
        Assert.Equal(
            "000000097a6c69622c6e6f6e65",
            Convert.ToHexStringLower(SshWriter.ToArray(w => w.WriteNameList("zlib", "none"))));
    }

    [Fact]
    public void Refuses_text_that_has_no_utf8_form() =>
        Assert.Throws<EncoderFallbackException>(() => SshWriter.ToArray(w => w.WriteText("\ud800")));

    [Fact]
    public void Secret_buffer_keeps_the_bytes_while_it_grows_and_wipes_them_on_dispose()
    {
        var buffer = new SecretBufferWriter(capacity: 4);
        var writer = new SshWriter(buffer);
        for (var i = 0; i < 100; i++)
        {
            writer.WriteUInt32((uint)i);
        }

        var reader = new SshReader(buffer.WrittenSpan);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal((uint)i, reader.ReadUInt32());
        }

        var memory = buffer.WrittenSpan;
        buffer.Dispose();
        Assert.False(memory.ContainsAnyExcept((byte)0));
    }
}
