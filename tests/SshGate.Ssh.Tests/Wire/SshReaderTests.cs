using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Wire;

public sealed class SshReaderTests
{
    [Theory]
    [InlineData("00000000", "")]
    [InlineData("00000001 00", null)]
    [InlineData("00000008 09a378f9b2e332a7", "09a378f9b2e332a7")]
    [InlineData("00000002 0080", "80")]
    [InlineData("00000002 edcc", null)]
    [InlineData("00000005 ff21524111", null)]
    [InlineData("00000002 007f", null)]
    [InlineData("00000003 000080", null)]
    public void Reads_mpint_of_rfc_4251_section_5_in_shortest_non_negative_form_only(string wire, string? magnitude)
    {
        var bytes = Hex.Decode(wire);
        if (magnitude is null)
        {
            AssertRefused(bytes, static (ref SshReader r) => r.ReadMpint());
            return;
        }

        var reader = new SshReader(bytes);
        Assert.Equal(magnitude, Convert.ToHexStringLower(reader.ReadMpint()));
        reader.End();
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("zlib", new[] { "zlib" })]
    [InlineData("zlib,none", new[] { "zlib", "none" })]
    public void Reads_name_list_of_rfc_4251_section_5(string text, string[] names)
    {
        var reader = new SshReader(SshWriter.ToArray(w => w.WriteText(text)));
        Assert.Equal(names, reader.ReadNameList());
        reader.End();
    }

    [Theory]
    [InlineData(",", new string[0])]
    [InlineData("a,", new[] { "a" })]
    [InlineData(",a", new[] { "a" })]
    [InlineData("a,,b", new[] { "a", "b" })]
    public void Leaves_out_the_empty_names_that_libssh_sends(string text, string[] names)
    {
        var reader = new SshReader(SshWriter.ToArray(w => w.WriteText(text)));
        Assert.Equal(names, reader.ReadNameList());
        reader.End();
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\u0000")]
    [InlineData("a\u007f")]
    [InlineData("é")]
    public void Refuses_malformed_names(string text) =>
        AssertRefused(SshWriter.ToArray(w => w.WriteText(text)), static (ref SshReader r) => r.ReadNameList());

    [Fact]
    public void Refuses_a_name_over_64_characters_and_a_list_over_256_names()
    {
        AssertRefused(
            SshWriter.ToArray(w => w.WriteNameList(new string('a', 65))), static (ref SshReader r) => r.ReadNameList());
        AssertRefused(
            SshWriter.ToArray(w => w.WriteNameList([.. Enumerable.Repeat("a", 257)])),
            static (ref SshReader r) => r.ReadNameList());
        var longest = Enumerable.Repeat(new string('a', 64), 256).ToArray();
        var reader = new SshReader(SshWriter.ToArray(w => w.WriteNameList(longest)));
        Assert.Equal(256, reader.ReadNameList().Length);
    }

    [Theory]
    [InlineData("00000001 80")]
    [InlineData("00000002 c080")]
    [InlineData("00000003 eda080")]
    [InlineData("00000002 c3")]
    public void Refuses_text_that_is_not_utf8(string wire) =>
        AssertRefused(Hex.Decode(wire), static (ref SshReader r) => r.ReadText(100));

    [Fact]
    public void Refuses_text_over_the_cap()
    {
        var bytes = SshWriter.ToArray(w => w.WriteText("abcd"));
        var reader = new SshReader(bytes);
        Assert.Equal("abcd", reader.ReadText(4));
        AssertRefused(bytes, static (ref SshReader r) => r.ReadText(3));
        AssertRefused(bytes, static (ref SshReader r) => r.ReadAscii(3));
    }

    [Theory]
    [InlineData("\u0001")]
    [InlineData("a\nb")]
    [InlineData("\u007f")]
    [InlineData("ä")]
    public void Refuses_ascii_with_controls_or_high_bytes(string text) =>
        AssertRefused(SshWriter.ToArray(w => w.WriteText(text)), static (ref SshReader r) => r.ReadAscii(100));

    [Theory]
    [InlineData("00000001")]
    [InlineData("7fffffff 00")]
    [InlineData("80000000 00")]
    [InlineData("ffffffff 0000")]
    [InlineData("fffffffc 00000000")]
    public void Refuses_a_string_longer_than_the_bytes_left_without_allocating_it(string wire)
    {
        AssertRefused(Hex.Decode(wire), static (ref SshReader r) => r.ReadString());
        AssertRefused(Hex.Decode(wire), static (ref SshReader r) => r.ReadMpint());
        AssertRefused(Hex.Decode(wire), static (ref SshReader r) => r.ReadNameList());
        AssertRefused(Hex.Decode(wire), static (ref SshReader r) => r.ReadText(int.MaxValue));
    }

    [Fact]
    public void Treats_every_nonzero_byte_as_true()
    {
        var reader = new SshReader([0, 1, 2, 255]);
        Assert.False(reader.ReadBoolean());
        Assert.True(reader.ReadBoolean());
        Assert.True(reader.ReadBoolean());
        Assert.True(reader.ReadBoolean());
    }

    [Fact]
    public void Refuses_bytes_after_the_last_field() =>
        AssertRefused([1, 2], static (ref SshReader r) =>
        {
            r.ReadByte();
            r.End();
        });

    private delegate void Read(ref SshReader reader);

    private static void AssertRefused(byte[] bytes, Read read)
    {
        var thrown = Assert.Throws<SshProtocolException>(() =>
        {
            var reader = new SshReader(bytes);
            read(ref reader);
        });
        Assert.Equal(DisconnectReason.ProtocolError, thrown.Reason);
    }
}
