using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace SshGate.Recording.Tests;

/// <summary>What programs that are not ours make of a recording.</summary>
public sealed class OtherProgramsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Asciinema_plays_a_recording()
    {
        Require("/usr/bin/asciinema");
        Require("/usr/bin/script");
        using var folder = new TemporaryFolder();
        var path = folder.File("s-1.cast");
        await Samples.WriteAsync(path);

        var (exitCode, output) = await RunAsync(
            "/usr/bin/script", "-qec", $"/usr/bin/asciinema play -s 1000 -i 0.01 '{path}'", "/dev/null");

        Assert.Equal(0, exitCode);
        for (var i = 0; i < 100; i++)
        {
            Assert.Contains($"line {i}\r\n", output, StringComparison.Ordinal);
        }

        // Standard error is shown too; nothing of our own events is.
        Assert.Contains("\uFFFD\uFFFDA", output, StringComparison.Ordinal);
        Assert.DoesNotContain("stderr", output, StringComparison.Ordinal);
        Assert.DoesNotContain("the program ended", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_in_the_auditors_guide_agrees_with_the_verifier()
    {
        Require("/usr/bin/python3");
        using var folder = new TemporaryFolder();
        var guide = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot(), "docs", "auditors.md"), None);
        var program = Regex.Match(guide, "```python\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        await File.WriteAllTextAsync(folder.File("verify.py"), program, None);
        var path = folder.File("s-1.cast");
        var seal = await Samples.WriteAsync(path);

        var (exitCode, output) = await RunAsync("/usr/bin/python3", folder.File("verify.py"), path);
        Assert.Equal((0, $"ok {seal.Digest}\n"), (exitCode, output));

        var content = await File.ReadAllBytesAsync(path, None);
        foreach (var at in (int[])[20, content.Length / 2, content.Length - 100])
        {
            var changed = content.ToArray();
            changed[at] = (byte)(changed[at] == '0' ? '1' : '0');
            await File.WriteAllBytesAsync(path, changed, None);
            Assert.NotEqual(0, (await RunAsync("/usr/bin/python3", folder.File("verify.py"), path)).ExitCode);
            Assert.IsType<RecordingVerification.Broken>(await Samples.VerifyAsync(path));
        }
    }

    [Fact]
    public async Task A_disk_that_is_really_full_ends_the_recording_and_what_was_written_stays_valid()
    {
        Require("/usr/bin/mount");
        using var folder = new TemporaryFolder();
        var disk = Directory.CreateDirectory(folder.File("disk")).FullName;
        var (mounted, _) = await RunAsync("/usr/bin/mount", "-t", "tmpfs", "-o", "size=256k", "none", disk);
        Assert.SkipWhen(mounted != 0, "A small file system cannot be mounted here.");
        try
        {
            var path = Path.Combine(disk, "s-1.cast");
            var options = new RecordingOptions { MinimumFreeBytes = 64 * 1024, StopBelowFreeBytes = 0 };
            var relayed = new List<byte>();
            var piece = Encoding.ASCII.GetBytes(new string('x', 998) + "\r\n");
            await using (var writer = await RecordingWriter.CreateAsync(path, Samples.Header, TimeProvider.System, options, None))
            {
                var full = await Assert.ThrowsAsync<RecordingException>(async () =>
                {
                    while (true)
                    {
                        await writer.WriteOutputAsync(piece, OutputSource.Output, None);
                        relayed.AddRange(piece);
                    }
                });
                Assert.Equal(RecordingFailure.Storage, full.Failure);
                await Assert.ThrowsAsync<RecordingException>(async () => await writer.SealAsync("end", None));
            }

            Assert.True(relayed.Count > 100_000);
            Assert.IsType<RecordingVerification.Open>(await Samples.VerifyAsync(path));
            Assert.Equal(relayed, Samples.BytesOf(await Samples.ReadAsync(path), OutputSource.Output));
            var refused = await Assert.ThrowsAsync<RecordingException>(() => RecordingWriter.CreateAsync(
                Path.Combine(disk, "s-2.cast"), Samples.Header, TimeProvider.System, options, None));
            Assert.Equal(RecordingFailure.LowSpace, refused.Failure);
        }
        finally
        {
            await RunAsync("/usr/bin/umount", disk);
        }
    }

    private static void Require(string program)
    {
        var isRequired = Environment.GetEnvironmentVariable("SSHGATE_REQUIRE_INTEROP") == "1";
        Assert.SkipUnless(File.Exists(program) || isRequired, $"{program} is not installed.");
        Assert.True(File.Exists(program), $"{program} is not installed.");
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SshGate.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["LC_ALL"] = "C.UTF-8", ["TERM"] = "xterm" },
        };
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await error;
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, output);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
