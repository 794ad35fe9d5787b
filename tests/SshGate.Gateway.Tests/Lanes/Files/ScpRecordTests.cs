using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SshGate.Gateway.Lanes.Files;
using SshGate.Ssh;

namespace SshGate.Gateway.Tests.Lanes.Files;

/// <summary>The lines of the old scp protocol.</summary>
public sealed class ScpRecordTests
{
    [Fact]
    public void Good_lines_are_read()
    {
        var file = Assert.IsType<ScpRecord.File>(Parse("C0644 12 a b"));
        Assert.Equal((0x1A4u, 12L, "a b"), (file.Mode, file.Size, Encoding.UTF8.GetString(file.Name)));
        var directory = Assert.IsType<ScpRecord.Directory>(Parse("D2755 0 d"));
        Assert.Equal(0x5EDu, directory.Mode);
        Assert.IsType<ScpRecord.End>(Parse("E"));
        Assert.Equal(new ScpRecord.Times(1, 2), Parse("T1 0 2 0"));
        Assert.Equal(new ScpRecord.Problem(true), Parse("\u0002gone"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("C0644 12 ..")]
    [InlineData("C0644 12 .")]
    [InlineData("C0644 12 ")]
    [InlineData("C0644 12 ../x")]
    [InlineData("C0644 12 /etc/x")]
    [InlineData("C0644 -1 x")]
    [InlineData("C0644 12x x")]
    [InlineData("C0644 9999999999999999999 x")]
    [InlineData("C0849 12 x")]
    [InlineData("C644 12 x")]
    [InlineData("D0755 0 a/b")]
    [InlineData("E ")]
    [InlineData("T1 0 2")]
    [InlineData("T1 0 2 x")]
    [InlineData("X")]
    public void Bad_lines_break_the_transfer(string line) => Assert.Throws<SshProtocolException>(() => Parse(line));

    [Fact]
    public void Any_bytes_are_a_record_or_break_the_transfer() => Prop.ForAll<byte[]>(bytes =>
    {
        foreach (var letter in "CDTE\u0001"u8.ToArray())
        {
            try
            {
                ScpRecord.Parse([letter, .. bytes]);
            }
            catch (SshProtocolException)
            {
                // The only exception that bytes may cause.
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static ScpRecord Parse(string line) => ScpRecord.Parse(Encoding.UTF8.GetBytes(line));
}
