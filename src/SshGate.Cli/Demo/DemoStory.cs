using System.Diagnostics;
using System.Text.Json;
using SshGate.Gateway.Vault;

namespace SshGate.Cli.Demo;

/// <summary>
/// The story of one afternoon, played with real programs. Every step looks at evidence from outside the gate — exit status, the
/// file on the target, what the target received — and stops the story when it is not seen.
/// </summary>
internal sealed class DemoStory(DemoStage stage)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DemoAgent _agent = new(stage);
    private readonly string _program = Environment.ProcessPath ?? throw new StoryException("the program's own path is not known");
    private int _step;

    /// <summary>Plays all steps.</summary>
    /// <exception cref="StoryException">Something was not seen.</exception>
    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        var tokens = stage.Facts.Tokens;
        var old = Path.Combine(stage.Root, "releases", "2019");
        var current = Path.Combine(stage.Root, "releases", "current");
        Directory.CreateDirectory(old);
        Directory.CreateDirectory(current);

        await StepAsync("An agent logs in with its access token as the password and reads", async () =>
        {
            var run = await _agent.RunAsync(tokens.Agent, $"ls {Path.Combine(stage.Root, "releases")}", cancellationToken);
            Expect(run.ExitStatus == 0, $"exit status 0 (was {run.ExitStatus}: {run.Error.Trim()})");
            Expect(run.Output == "2019\ncurrent\n", $"the listing (was '{run.Output.Trim()}')");
            Expect(stage.Target.Received().Count == 1, "one command at the target");
            Note($"ssh exited 0 and printed: {run.Output.Trim().Replace('\n', ' ')}; nobody was asked");
        });

        await StepAsync("A wrong token is refused", async () =>
        {
            var forged = Path.Combine(stage.Root, "tokens", "forged");
            var token = await File.ReadAllTextAsync(tokens.Agent, cancellationToken);
            PrivateFile.Write(forged, System.Text.Encoding.ASCII.GetBytes(Forge(token)));
            var run = await _agent.RunAsync(forged, "id", cancellationToken);
            Expect(run.ExitStatus == 255, $"ssh's exit status 255 (was {run.ExitStatus})");
            Expect(run.Error.Contains("sshgate:", StringComparison.Ordinal), $"the gate's reason (was '{run.Error.Trim()}')");
            Expect(stage.Target.Received().Count == 1, "nothing new at the target");
            Note(FirstGateLine(run.Error));
        });

        var removal = $"rm -rf '{old}'";
        await StepAsync("A destructive command is held, and the target has not seen a byte of it", async () =>
        {
            using var held = _agent.Start(tokens.Agent, removal);
            held.StandardInput.Close();
            try
            {
                var request = await WaitForRequestAsync(tokens.Approver, removal, cancellationToken);
                Expect(Directory.Exists(old), "the folder is still there");
                Expect(stage.Target.Received().Count == 1, "nothing new at the target");
                Note($"request {request.Id} waits; the folder is untouched");

                await SelfApprovalIsRefusedAsync(request, held, cancellationToken);
                await ApprovedAndRunsAsync(request, held, removal, old, cancellationToken);
            }
            finally
            {
                if (!held.HasExited)
                {
                    held.Kill();
                }
            }
        });

        await DenialAsync($"rm -rf '{current}'", current, cancellationToken);
        await RecordingAsync(removal, cancellationToken);
    }

    private Task SelfApprovalIsRefusedAsync(HeldRequest request, Process held, CancellationToken cancellationToken) =>
        StepAsync("The agent may not approve its own request", async () =>
        {
            var run = await SshGateAsync(stage.Facts.Tokens.Agent, cancellationToken, "approvals", "approve", request.Id, "--digest", request.Digest);
            Expect(run.ExitStatus == ExitCodes.Denied, $"exit code {ExitCodes.Denied} (was {run.ExitStatus}: {run.Error.Trim()})");
            Expect(!held.HasExited, "the command still waits");
            Note(FirstGateLine(run.Error));
        });

    private Task ApprovedAndRunsAsync(
        HeldRequest request, Process held, string command, string folder, CancellationToken cancellationToken) =>
        StepAsync("A second person approves what she was shown, and exactly that runs", async () =>
        {
            var run = await SshGateAsync(
                stage.Facts.Tokens.Approver, cancellationToken, "approvals", "approve", request.Id, "--digest", request.Digest, "--reason", "retired in 2020");
            Expect(run.ExitStatus == 0, $"exit code 0 (was {run.ExitStatus}: {run.Error.Trim()})");
            await WaitForExitAsync(held, cancellationToken);
            Expect(held.ExitCode == 0, $"ssh's exit status 0 (was {held.ExitCode}: {(await held.StandardError.ReadToEndAsync(cancellationToken)).Trim()})");
            Expect(!Directory.Exists(folder), "the folder is gone");
            Expect(stage.Target.Received()[^1] == command, "the target received the approved bytes, no more and no less");
            Note("ssh exited 0; the folder is gone; the bytes that the target received are the bytes that were approved");
        });

    private Task DenialAsync(string command, string folder, CancellationToken cancellationToken) =>
        StepAsync("A rejected command never reaches the target", async () =>
        {
            var before = stage.Target.Received().Count;
            using var held = _agent.Start(stage.Facts.Tokens.Agent2, command);
            held.StandardInput.Close();
            try
            {
                var request = await WaitForRequestAsync(stage.Facts.Tokens.Approver2, command, cancellationToken);
                var run = await SshGateAsync(
                    stage.Facts.Tokens.Approver2, cancellationToken, "approvals", "reject", request.Id, "--reason", "this one is live");
                Expect(run.ExitStatus == 0, $"exit code 0 (was {run.ExitStatus}: {run.Error.Trim()})");
                await WaitForExitAsync(held, cancellationToken);
                var error = await held.StandardError.ReadToEndAsync(cancellationToken);
                Expect(held.ExitCode == 77, $"ssh's exit status 77 (was {held.ExitCode})");
                Expect(error.Contains("this one is live", StringComparison.Ordinal), "the reason at the agent");
                Expect(Directory.Exists(folder), "the folder is still there");
                Expect(stage.Target.Received().Count == before, "nothing new at the target");
                Note(error.Split('\n').Last(line => line.StartsWith("sshgate:", StringComparison.Ordinal)));
            }
            finally
            {
                if (!held.HasExited)
                {
                    held.Kill();
                }
            }
        });

    private Task RecordingAsync(string command, CancellationToken cancellationToken) =>
        StepAsync("The recording replays and verifies; a changed one does not", async () =>
        {
            var recording = await FindRecordingAsync(command, cancellationToken);
            var replay = await SshGateAsync(stage.Facts.Tokens.Auditor, cancellationToken, "replay", recording, "--no-wait", "--markers");
            Expect(replay.ExitStatus == 0, $"replay's exit code 0 (was {replay.ExitStatus}: {replay.Error.Trim()})");
            Expect(replay.Output.Contains("approved by", StringComparison.Ordinal), "the decision in the replay");
            var verify = await SshGateAsync(stage.Facts.Tokens.Auditor, cancellationToken, "verify", recording);
            Expect(verify.ExitStatus == 0, $"verify's exit code 0 (was {verify.ExitStatus}: {verify.Error.Trim()})");
            Note(verify.Output.Trim());

            var forged = Path.Combine(stage.Root, "forged.cast");
            var bytes = await File.ReadAllBytesAsync(recording, cancellationToken);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(forged, bytes, cancellationToken);
            var broken = await SshGateAsync(stage.Facts.Tokens.Auditor, cancellationToken, "verify", forged);
            Expect(broken.ExitStatus == ExitCodes.No, $"exit code {ExitCodes.No} for one changed bit (was {broken.ExitStatus})");
            Note("one bit changed: " + (broken.Output + broken.Error).Trim());
        });

    private async Task<string> FindRecordingAsync(string command, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.EnumerateFiles(stage.Facts.Recordings, "*.cast"))
        {
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            using var header = JsonDocument.Parse(text[..text.IndexOf('\n', StringComparison.Ordinal)]);
            if (header.RootElement.TryGetProperty("command", out var recorded) && recorded.GetString() == command)
            {
                return file;
            }
        }

        throw new StoryException($"no recording of: {command}");
    }

    private async Task<HeldRequest> WaitForRequestAsync(string tokenFile, string command, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience;)
        {
            var run = await SshGateAsync(tokenFile, cancellationToken, "approvals", "list", "--json");
            Expect(run.ExitStatus == 0, $"the list of approvals (exit code {run.ExitStatus}: {run.Error.Trim()})");
            using var list = JsonDocument.Parse(run.Output);
            foreach (var request in list.RootElement.EnumerateArray())
            {
                if (request.GetProperty("commandText").GetString() == command)
                {
                    return new HeldRequest(request.GetProperty("id").GetString()!, request.GetProperty("digest").GetString()!);
                }
            }
        }

        throw new StoryException($"no held request within {Patience.TotalSeconds:0} seconds for: {command}");
    }

    private static async Task WaitForExitAsync(Process process, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoryException("the agent's ssh did not end");
        }
    }

    private Task<ProgramRun> SshGateAsync(string tokenFile, CancellationToken cancellationToken, params string[] arguments) =>
        ProgramRun.RunAsync(
            _program,
            arguments,
            new Dictionary<string, string>
            {
                ["SSHGATE_API"] = stage.Facts.Api,
                ["SSHGATE_TOKEN_FILE"] = tokenFile,
                ["NO_COLOR"] = "1",
            },
            cancellationToken);

    private async Task StepAsync(string title, Func<Task> play)
    {
        var number = ++_step;
        await Console.Out.WriteLineAsync($"{number}. {title}");
        try
        {
            await play();
        }
        catch (StoryException failure) when (!failure.Message.StartsWith("step ", StringComparison.Ordinal))
        {
            throw new StoryException($"step {number} ({title}) was not seen: {failure.Message}");
        }
    }

    private static void Note(string seen) => Console.Out.WriteLine($"   seen: {Terminal.Printable.Escape(seen)}");

    private static void Expect(bool seen, string what)
    {
        if (!seen)
        {
            throw new StoryException($"expected {what}");
        }
    }

    private static string FirstGateLine(string error) =>
        error.Split('\n').FirstOrDefault(line => line.Contains("sshgate:", StringComparison.Ordinal))?.Trim() ?? error.Trim();

    /// <summary>Another signature of the same length: well-formed, and not the issuer's.</summary>
    private static string Forge(string token)
    {
        var signature = token.LastIndexOf('.') + 1;
        return token[..signature] + (token[signature] == 'A' ? 'B' : 'A') + token[(signature + 1)..];
    }

    private sealed record HeldRequest(string Id, string Digest);
}
