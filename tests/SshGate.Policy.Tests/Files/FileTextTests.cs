using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SshGate.Policy.Files;

namespace SshGate.Policy.Tests.Files;

/// <summary>The canonical text: printable, and another one for every other operation.</summary>
public sealed class FileTextTests
{
    private static readonly byte[][] Pieces =
    [
        "/"u8.ToArray(), "a"u8.ToArray(), " "u8.ToArray(), "'"u8.ToArray(), "\\"u8.ToArray(), "$"u8.ToArray(), "\n"u8.ToArray(), "-"u8.ToArray(),
        "--x"u8.ToArray(), "é"u8.ToArray(), "\u202e"u8.ToArray(), [0xff], [0], "x41"u8.ToArray(), "\\x41"u8.ToArray(), "="u8.ToArray(), "~"u8.ToArray(),
    ];

    [Theory]
    [InlineData("/srv/app/a.txt", "/srv/app/a.txt")]
    [InlineData("/srv/a b", "'/srv/a b'")]
    [InlineData("/srv/it's", "'/srv/it'\\''s'")]
    [InlineData("/srv/größe", "'/srv/größe'")]
    [InlineData("-rf", "$'\\x2drf'")]
    [InlineData("/a\nb", "$'/a\\x0ab'")]
    [InlineData("/a\u202eb", "$'/a\\xe2\\x80\\xaeb'")]
    [InlineData("", "''")]
    public void Paths_are_written_as_words(string path, string expected) => Assert.Equal(expected, FilePath.Of(path).ToString());

    [Fact]
    public void Every_operation_reads_back_as_itself()
    {
        var paths = Gen.ListOf(Gen.Elements(Pieces)).Select(pieces => new FilePath([.. pieces.SelectMany(piece => piece)]));
        var operations =
            from kind in Gen.Elements(Enum.GetValues<FileOperationKind>())
            from path in paths
            from other in paths
            from resolved in paths
            from effects in Gen.Choose(0, 127)
            from options in Gen.Choose(0, 31)
            from number in Gen.Choose(0, int.MaxValue)
            select new FileOperation
            {
                Kind = kind,
                Path = path,
                OtherPath = FileOperation.HasTwoPaths(kind) ? other : null,
                Effects = (FileEffects)effects,
                Mode = (options & 1) > 0 ? (uint)number : null,
                Owner = (options & 2) > 0 ? new FileOwner((uint)number, 7) : null,
                Size = (options & 4) > 0 ? ulong.MaxValue - (ulong)number : null,
                Resolved = (options & 8) > 0 ? resolved : null,
                ResolvedOther = (options & 16) > 0 ? resolved : null,
            };
        Prop.ForAll(operations.ToArbitrary(), operation =>
        {
            var line = CommandLine.ForFile(operation);
            var text = Encoding.UTF8.GetString(line.Source.Span);
            Assert.DoesNotContain(text, c => char.IsControl(c) || c == '\u202e');
            Assert.Equal(operation, FileOperation.TryParse(line.Source.Span));
            Assert.Equal(operation, CommandLine.Parse(line.Source, CommandContext.Files).File);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sftp")]
    [InlineData("sftp read")]
    [InlineData("sftp read ")]
    [InlineData("sftp read '/a'")]
    [InlineData("sftp read /a ")]
    [InlineData("sftp read /a /b")]
    [InlineData("sftp rename /a")]
    [InlineData("sftp read  /a")]
    [InlineData("sftp READ /a")]
    [InlineData("sftp write --truncate --create /a")]
    [InlineData("sftp write --create --create /a")]
    [InlineData("sftp write --unknown /a")]
    [InlineData("sftp write --mode=644 /a")]
    [InlineData("sftp write --mode=09 /a")]
    [InlineData("sftp attributes --owner=0 /a")]
    [InlineData("sftp attributes --size=-1 /a")]
    [InlineData("sftp read $'/a'")]
    [InlineData("sftp read $'/\\x41'")]
    [InlineData("sftp read $'/\\x0A'")]
    [InlineData("sftp read '/a b")]
    [InlineData("sftp read /a\n")]
    [InlineData("sftp read \"/a b\"")]
    public void Another_way_to_write_it_is_no_canonical_text(string text) =>
        Assert.Null(FileOperation.TryParse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Any_bytes_are_an_operation_or_none() =>
        Prop.ForAll<byte[]>(bytes => Assert.Null(FileOperation.TryParse(bytes))).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
