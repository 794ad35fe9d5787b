using System.Text;
using SshGate.Gateway.Lanes.Files;
using SshGate.Policy.Files;

namespace SshGate.Gateway.Tests.Lanes.Files;

/// <summary>Paths by their letters, handles, and digests.</summary>
public sealed class FilePathsTests
{
    [Theory]
    [InlineData("a", "/home/u/a")]
    [InlineData("", "/home/u")]
    [InlineData(".", "/home/u")]
    [InlineData("./a//b/", "/home/u/a/b")]
    [InlineData("~", "/home/u/~")]
    [InlineData("/", "/")]
    [InlineData("//a/./b", "/a/b")]
    [InlineData("../a", "/home/u/../a")]
    public void Relative_paths_count_from_home(string path, string expected) =>
        Assert.Equal(expected, FilePaths.Absolute(FilePath.Of("/home/u"), Encoding.UTF8.GetBytes(path)).Text);

    [Theory]
    [InlineData("/a/b", "/a", "b")]
    [InlineData("/a", "/", "a")]
    [InlineData("/", null, null)]
    [InlineData("/a/..", null, null)]
    public void Paths_are_split_where_the_last_component_is_a_name(string path, string? directory, string? name)
    {
        Assert.Equal(name is not null, FilePaths.TrySplit(FilePath.Of(path), out var before, out var last));
        Assert.Equal(directory, before?.Text);
        Assert.Equal(name, last is null ? null : Encoding.UTF8.GetString(last));
    }

    [Fact]
    public void A_digest_is_of_content_that_came_in_order()
    {
        using var digest = new TransferDigest();
        digest.Add(3, "ab"u8);
        digest.Add(5, "c"u8);
        Assert.Equal((3L, 3UL, true), (digest.Bytes, digest.Start, digest.IsInOrder));
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", digest.Finish());

        using var mixed = new TransferDigest();
        mixed.Add(0, "ab"u8);
        mixed.Add(0, "c"u8);
        Assert.Equal(3, mixed.Bytes);
        Assert.Null(mixed.Finish());
    }
}
