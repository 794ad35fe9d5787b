using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SshGate.Recording.Tests;

/// <summary>Whatever is done to a sealed recording, it never verifies as whole, and the verifier says where.</summary>
public sealed class TamperingTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private string _path = "";
    private byte[] _content = [];
    private List<string> _lines = [];
    private RecordingSeal? _seal;

    private enum Act
    {
        FlipByte,
        DropByte,
        InsertByte,
        DropLine,
        RepeatLine,
        SwapLines,
        InsertLine,
        Truncate,
        Append,
    }

    public async ValueTask InitializeAsync()
    {
        _path = _folder.File("s-1.cast");
        _seal = await Samples.WriteAsync(_path);
        _content = await File.ReadAllBytesAsync(_path);
        _lines = [.. Encoding.UTF8.GetString(_content).Split('\n')[..^1]];
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Untouched_it_is_whole()
    {
        Assert.Equal(new RecordingVerification.Ok(_seal!), await VerifyAsync(_content));
        Assert.True(_lines.Count(IsLink) > 5);
    }

    [Fact]
    public async Task The_changed_line_is_named()
    {
        for (var i = 0; i < _lines.Count; i++)
        {
            var lines = _lines.ToList();
            lines[i] = Change(lines[i]);
            var broken = Assert.IsType<RecordingVerification.Broken>(await VerifyAsync(lines));
            Assert.True(broken.Line == i + 1, $"line {i + 1} was changed, but: {broken}");
        }
    }

    [Fact]
    public async Task The_removed_line_is_named()
    {
        for (var i = 1; i < _lines.Count - 1; i++)
        {
            var lines = _lines.ToList();
            lines.RemoveAt(i);
            var broken = Assert.IsType<RecordingVerification.Broken>(await VerifyAsync(lines));
            // Of equal neighbours any may be the one that is missing.
            Assert.True(IsLink(_lines[i]) || Math.Abs(broken.Line - (i + 1)) <= 1, $"line {i + 1} is missing, but: {broken}");
            Assert.True(IsLink(_lines[i]) || broken.Reason.Contains("missing", StringComparison.Ordinal), broken.ToString());
        }
    }

    [Fact]
    public async Task The_inserted_line_is_named()
    {
        for (var i = 1; i < _lines.Count; i++)
        {
            var lines = _lines.ToList();
            lines.Insert(i, "[0.1,\"o\",\"inserted\"]");
            var broken = Assert.IsType<RecordingVerification.Broken>(await VerifyAsync(lines));
            Assert.True(broken.Line == i + 1, $"line {i + 1} was inserted, but: {broken}");
        }
    }

    [Fact]
    public async Task Swapped_lines_are_named()
    {
        for (var i = 1; i < _lines.Count - 2; i++)
        {
            if (_lines[i] == _lines[i + 1])
            {
                continue;
            }

            var lines = _lines.ToList();
            (lines[i], lines[i + 1]) = (lines[i + 1], lines[i]);
            var broken = Assert.IsType<RecordingVerification.Broken>(await VerifyAsync(lines));
            var hasLink = IsLink(lines[i]) || IsLink(lines[i + 1]);
            Assert.True(hasLink || broken.Line == i + 1, $"lines {i + 1} and {i + 2} were swapped, but: {broken}");
        }
    }

    [Fact]
    public async Task A_seal_from_elsewhere_is_not_the_one_that_was_noted()
    {
        Assert.IsType<RecordingVerification.Ok>(
            await RecordingVerifier.VerifyAsync(_path, _seal!.Digest, CancellationToken.None));
        Assert.IsType<RecordingVerification.Broken>(
            await RecordingVerifier.VerifyAsync(_path, "sha256:" + new string('0', 64), CancellationToken.None));
    }

    [Fact]
    public async Task What_was_appended_is_found()
    {
        Assert.IsType<RecordingVerification.Broken>(await VerifyAsync([.. _content, .. "[9,\"o\",\"x\"]\n"u8]));
        Assert.IsType<RecordingVerification.Broken>(await VerifyAsync([.. _content, (byte)'\n']));
        Assert.IsType<RecordingVerification.Broken>(await VerifyAsync([.. _content, (byte)'x']));
    }

    [Fact]
    public async Task Every_prefix_is_open_or_broken_with_a_reason()
    {
        // Small, because every byte of it is a case.
        var small = _folder.File("small.cast");
        await Samples.WriteAsync(small, pieces: 9);
        var content = await File.ReadAllBytesAsync(small, CancellationToken.None);
        var headerEnd = Array.IndexOf(content, (byte)'\n') + 1;
        for (var length = 0; length < content.Length; length++)
        {
            switch (await VerifyAsync(content[..length]))
            {
                case RecordingVerification.Open open:
                    Assert.True(length >= headerEnd);
                    Assert.Equal(content.AsSpan(0, length).Count((byte)'\n'), open.LastLine);
                    Assert.Equal(content[length - 1] != '\n', open.Remark.Contains("incomplete", StringComparison.Ordinal));
                    break;
                case RecordingVerification.Broken broken:
                    Assert.True(length < headerEnd, $"{length} bytes: {broken}");
                    Assert.NotEmpty(broken.Reason);
                    break;
                default:
                    Assert.Fail($"{length} bytes verify as whole.");
                    break;
            }
        }
    }

    [Fact]
    public async Task A_tail_of_zeros_after_a_crash_of_the_machine_is_no_exception()
    {
        var half = _content[..(_content.Length / 2)];
        Assert.IsType<RecordingVerification.Open>(await VerifyAsync([.. half, .. new byte[4096]]));
    }

    [Fact]
    public void No_act_of_tampering_leaves_it_whole()
    {
        var acts = Gen.Elements(Enum.GetValues<Act>()).Zip(Gen.Choose(0, int.MaxValue - 1)).Zip(Gen.Choose(0, int.MaxValue - 1));
        Prop.ForAll(acts.ToArbitrary(), sample =>
        {
            var ((act, first), second) = sample;
            var tampered = Tamper(act, first, second);
            return tampered.SequenceEqual(_content)
                || VerifyAsync(tampered).GetAwaiter().GetResult() is not RecordingVerification.Ok;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Any_bytes_give_an_answer()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            byte[] file = [.. Encoding.UTF8.GetBytes(_lines[0] + "\n" + _lines[1] + "\n"), .. bytes, (byte)'\n'];
            return VerifyAsync(bytes).GetAwaiter().GetResult() is not RecordingVerification.Ok
                && VerifyAsync(file).GetAwaiter().GetResult() is not RecordingVerification.Ok;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static bool IsLink(string line) => line.Contains(",\"h\",", StringComparison.Ordinal);

    // One character that keeps the line an event, so that only the chain can tell.
    private static string Change(string line)
    {
        var at = line.StartsWith('{') ? line.IndexOf("alice", StringComparison.Ordinal) : line.LastIndexOf('"') - 1;
        var c = line[at] == '0' ? '1' : '0';
        return line[..at] + c + line[(at + 1)..];
    }

    private byte[] Tamper(Act act, int first, int second)
    {
        var at = first % _content.Length;
        var line = first % _lines.Count;
        var other = second % _lines.Count;
        var lines = _lines.ToList();
        switch (act)
        {
            case Act.FlipByte:
                var flipped = _content.ToArray();
                flipped[at] ^= (byte)(1 << (second % 8));
                return flipped;
            case Act.DropByte:
                return [.. _content[..at], .. _content[(at + 1)..]];
            case Act.InsertByte:
                return [.. _content[..at], (byte)(second % 256), .. _content[at..]];
            case Act.Truncate:
                return _content[..at];
            case Act.Append:
                return [.. _content, (byte)(second % 256)];
            case Act.DropLine:
                lines.RemoveAt(line);
                break;
            case Act.RepeatLine:
                lines.Insert(other, lines[line]);
                break;
            case Act.SwapLines:
                (lines[line], lines[other]) = (lines[other], lines[line]);
                break;
            case Act.InsertLine:
                lines.Insert(line, "[0.5,\"o\",\"rm -rf /\"]");
                break;
        }

        return Join(lines);
    }

    private static byte[] Join(List<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private Task<RecordingVerification> VerifyAsync(List<string> lines) => VerifyAsync(Join(lines));

    private async Task<RecordingVerification> VerifyAsync(byte[] content)
    {
        var path = _folder.File("tampered.cast");
        await File.WriteAllBytesAsync(path, content);
        return await Samples.VerifyAsync(path);
    }
}
