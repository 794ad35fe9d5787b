using System.Text;
using SshGate.Gateway.Pipeline;
using SshGate.Recording;

namespace SshGate.Gateway.Tests.Pipeline;

public sealed class OutputReportTests
{
    private static readonly byte[] Mark = "\u001emark."u8.ToArray();

    [Theory]
    [InlineData("before\u001emark.report\u001emark.after", "beforeafter", "report")]
    [InlineData("\u001emark.\u001emark.", "", "")]
    [InlineData("\u001emar\u001emark.x\u001emark", "\u001emar\u001emark.x\u001emark", null)]
    [InlineData("a\u001emark.x", "a\u001emark.x", null)]
    [InlineData("a\u001e\u001e\u001emark.x\u001emark.\u001e", "a\u001e\u001e\u001e", "x")]
    [InlineData("\u001emark.x\u001emark.y\u001emark.z\u001emark.", "y\u001emark.z\u001emark.", "x")]
    [InlineData("no report\r\n", "no report\r\n", null)]
    public async Task One_report_is_taken_out_however_the_output_is_divided(string text, string output, string? report)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal((output, report), await RunAsync(Enumerable.Repeat(1, bytes.Length), bytes));
        for (var split = 0; split <= bytes.Length; split++)
        {
            Assert.Equal((output, report), await RunAsync([split, bytes.Length - split], bytes));
        }
    }

    [Fact]
    public async Task Output_that_cannot_be_a_mark_is_not_held_back()
    {
        var (report, written) = (new OutputReport(Mark), new MemoryStream());

        await report.WriteAsync(Into(written), OutputSource.Output, "Password: "u8.ToArray(), CancellationToken.None);

        Assert.Equal("Password: ", Encoding.UTF8.GetString(written.ToArray()));
    }

    [Fact]
    public async Task A_report_without_a_bound_becomes_output()
    {
        var (report, written) = (new OutputReport(Mark), new MemoryStream());
        byte[] endless = [.. Mark, .. new byte[200 * 1024]];

        await report.WriteAsync(Into(written), OutputSource.Output, endless, CancellationToken.None);
        await report.WriteAsync(Into(written), OutputSource.Output, Mark, CancellationToken.None);

        Assert.Null(report.Text);
        Assert.Equal([.. endless, .. Mark], written.ToArray());
    }

    [Fact]
    public async Task The_error_stream_passes_as_it_is()
    {
        var (report, written) = (new OutputReport(Mark), new MemoryStream());

        await report.WriteAsync(Into(written), OutputSource.Error, (byte[])[.. Mark, .. Mark], CancellationToken.None);

        Assert.Null(report.Text);
        Assert.Equal([.. Mark, .. Mark], written.ToArray());
    }

    private static async Task<(string Output, string? Report)> RunAsync(IEnumerable<int> lengths, byte[] bytes)
    {
        var (report, written) = (new OutputReport(Mark), new MemoryStream());
        var at = 0;
        foreach (var length in lengths)
        {
            await report.WriteAsync(Into(written), OutputSource.Output, bytes.AsMemory(at, length), CancellationToken.None);
            at += length;
        }

        await report.FinishAsync(Into(written), CancellationToken.None);
        return (Encoding.UTF8.GetString(written.ToArray()), report.Text is { } text ? Encoding.UTF8.GetString(text.Span) : null);
    }

    private static CommandOutput Into(MemoryStream written) => (_, data, _) =>
    {
        written.Write(data.Span);
        return ValueTask.CompletedTask;
    };
}
