using System.Globalization;
using System.Text.Json;

namespace SshGate.Interop.Tests.Support;

/// <summary>
/// A real gate with a real sshd behind it: <c>sshgate demo</c> as a process of its own, known to the test only by its
/// facts file and by what it leaves on disk.
/// </summary>
internal sealed class DemoGate : IAsyncDisposable
{
    private readonly RunningProgram _program;
    private readonly bool _removeDirectory;
    private readonly Lazy<HttpClient> _http = new();
    private readonly IReadOnlyList<int> _children;

    private DemoGate(string directory, bool removeDirectory, RunningProgram program, GateFacts facts)
    {
        Directory = directory;
        _removeDirectory = removeDirectory;
        _program = program;
        Facts = facts;
        _children = ChildrenOf(program.Id);
    }

    public string Directory { get; }

    public GateFacts Facts { get; }

    public int ProcessId => _program.Id;

    /// <summary>What the operator sees.</summary>
    public string Log => _program.OutputSoFar + _program.ErrorSoFar;

    public AuditTrail Audit => new(Path.Combine(Directory, "data", "sshgate.db"));

    public string Policy => PolicyFile(Directory);

    public string Configuration => Path.Combine(Directory, "appsettings.json");

    public string KnownHosts => Path.Combine(Directory, "known_hosts");

    public string Askpass => Path.Combine(Directory, "askpass");

    public OpenSsh Ssh => new(this);

    public static async Task<DemoGate> StartAsync(GateSettings? settings = null)
    {
        settings ??= new GateSettings();
        var directory = settings.Directory ?? System.IO.Directory.CreateTempSubdirectory("sshgate-interop-").FullName;
        var facts = FactsFile(directory);
        File.Delete(facts);
        var program = Launch(directory, settings);
        try
        {
            await Wait.UntilAsync(
                () => File.Exists(facts) || program.HasExited,
                () => $"the facts file of the demo\n{program.OutputSoFar}{program.ErrorSoFar}");
            Assert.True(File.Exists(facts), $"the demo did not start\n{program.OutputSoFar}{program.ErrorSoFar}");
            return new DemoGate(directory, settings.Directory is null, program, GateFacts.Read(facts));
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a demo that is expected to end by itself, and returns how it ended.</summary>
    public static async Task<ProgramResult> FailToStartAsync(GateSettings settings)
    {
        File.Delete(FactsFile(settings.Directory!));
        await using var program = Launch(settings.Directory!, settings);
        await Wait.UntilAsync(
            () => program.HasExited || File.Exists(FactsFile(settings.Directory!)),
            () => $"the demo to end\n{program.ErrorSoFar}");
        Assert.True(program.HasExited, $"the gate started, and should have refused to\n{program.ErrorSoFar}");
        return await program.EndAsync();
    }

    /// <summary>A verb of the program, as the owner of a token.</summary>
    public Task<ProgramResult> CliAsync(string tokenFile, params IEnumerable<string> arguments) =>
        RunningProgram.RunAsync(
            Programs.SshGate,
            arguments,
            new Dictionary<string, string> { ["SSHGATE_API"] = Facts.Api, ["SSHGATE_TOKEN_FILE"] = tokenFile });

    /// <summary>A verb of the program on the gate's own files, as its operator.</summary>
    public Task<ProgramResult> OperateAsync(params IEnumerable<string> arguments) =>
        RunningProgram.RunAsync(Programs.SshGate, arguments.Append("--config").Append(Configuration));

    /// <summary>A token of the development issuer, in a file of its own.</summary>
    public async Task<string> TokenAsync(string name, int? lifetime = null, int? pad = null, string? groups = null)
    {
        var fields = new Dictionary<string, string> { ["as"] = name };
        if (groups is not null)
        {
            fields["groups"] = groups;
        }

        if (lifetime is { } seconds)
        {
            fields["lifetime"] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (pad is { } bytes)
        {
            fields["pad"] = bytes.ToString(CultureInfo.InvariantCulture);
        }

        using var form = new FormUrlEncodedContent(fields);
        using var answer = await _http.Value.PostAsync(
            new Uri(Facts.Issuer + "/dev/token"), form, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return WriteToken(json.RootElement.GetProperty("access_token").GetString()!);
    }

    /// <summary>The issuer's published keys.</summary>
    public async Task<JsonElement> PublishedKeyAsync()
    {
        var text = await _http.Value.GetStringAsync(
            new Uri(Facts.Issuer + "/v1/keys"), TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("keys")[0].Clone();
    }

    public string WriteToken(string token)
    {
        var file = Path.Combine(Directory, "tokens", Marker.New("token"));
        File.WriteAllText(file, token);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    /// <summary>Every command string that reached the target, byte for byte.</summary>
    public IReadOnlyList<byte[]> Received()
    {
        var folder = Path.Combine(Directory, "target", "received");
        return [.. System.IO.Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    }

    /// <summary>Whether a command with this text in it reached the target.</summary>
    public bool HasReceived(string marker) =>
        Received().Any(
            command => System.Text.Encoding.UTF8.GetString(command).Contains(marker, StringComparison.Ordinal));

    /// <summary>A request that is held for a client: its id is in the line that the client was told.</summary>
    public async Task<HeldRequest> HeldAsync(RunningProgram client)
    {
        var told = await client.WaitForTextAsync(@"held for approval [^\n]*\(request ([^)\s]+)\)");
        return await HeldRequest.ShowAsync(this, told.Groups[1].Value);
    }

    public async Task<ProgramResult> ApproveAsync(HeldRequest request, string? tokenFile = null) =>
        await CliAsync(
            tokenFile ?? Facts.Approver,
            ["approvals", "approve", request.Id, "--digest", request.Digest, "--reason", "seen in a test"]);

    /// <summary>The recordings whose gated command contains this text.</summary>
    public IReadOnlyList<Cast> RecordingsOf(string marker) =>
    [
        .. System.IO.Directory.EnumerateFiles(Facts.Recordings, "*.cast")
            .Where(file => Cast.BeginsWith(file, marker))
            .Select(Cast.Read)
            .Where(cast => cast.Commands.Any(
                c => System.Text.Encoding.UTF8.GetString(c).Contains(marker, StringComparison.Ordinal))),
    ];

    /// <summary>The one recording of it, sealed.</summary>
    public async Task<Cast> SealedRecordingOfAsync(string marker)
    {
        await Wait.UntilAsync(
            () => RecordingsOf(marker) is [{ IsSealed: true }],
            () => $"one sealed recording of a command with '{marker}'");
        return RecordingsOf(marker)[0];
    }

    /// <summary>The demo's sshd stops listening; what it started runs on.</summary>
    public Task StopTargetAsync() => KillAllAsync(_children);

    /// <summary>The demo's sshd and everything under it die.</summary>
    public Task StopTargetTreeAsync()
    {
        var all = new List<int>(_children);
        for (var i = 0; i < all.Count; i++)
        {
            all.AddRange(ChildrenOf(all[i]));
        }

        return KillAllAsync(all);
    }

    /// <summary>SIGTERM, and its exit status.</summary>
    public async Task<ProgramResult> StopAsync()
    {
        await _program.TerminateAsync();
        return await _program.EndAsync();
    }

    /// <summary>kill -9 of the gate alone.</summary>
    public Task KillAsync() => _program.KillAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_program.HasExited)
        {
            await StopAsync();
        }

        await _program.DisposeAsync();
        foreach (var child in _children.Where(IsAlive))
        {
            await SignalAsync("KILL", child);
        }

        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }

        if (_removeDirectory)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    private static string FactsFile(string directory) => Path.Combine(directory, "facts.json");

    private static string PolicyFile(string directory) => Path.Combine(directory, "policy.yaml");

    private static RunningProgram Launch(string directory, GateSettings settings)
    {
        var arguments = new List<string>
        {
            "demo", "--dir", directory, "--facts", FactsFile(directory),
            "--ssh-port", "0", "--http-port", "0", "--verbose",
        };
        if (settings.IssuerPort is { } issuerPort)
        {
            arguments.AddRange(["--issuer-port", issuerPort.ToString(CultureInfo.InvariantCulture)]);
        }

        if (settings.Policy is { } policy)
        {
            File.WriteAllText(PolicyFile(directory), policy);
            arguments.AddRange(["--policy", PolicyFile(directory)]);
        }

        if (settings.RecordingSpace is not { } bytes)
        {
            return RunningProgram.Start(Programs.SshGate, arguments);
        }

        // A mount namespace of its own: the small file system ends with the gate, whatever happens to the test.
        var recordings = System.IO.Directory.CreateDirectory(Path.Combine(directory, "recordings")).FullName;
        var mount = string.Create(
            CultureInfo.InvariantCulture, $"mount -t tmpfs -o size={bytes} tmpfs '{recordings}' && exec \"$@\"");
        return RunningProgram.Start(
            Programs.Unshare, ["--mount", "sh", "-c", mount, "sh", Programs.SshGate, .. arguments]);
    }

    private static async Task KillAllAsync(IEnumerable<int> processes)
    {
        foreach (var process in processes)
        {
            await SignalAsync("KILL", process);
            await Wait.UntilAsync(() => !IsAlive(process), () => $"the end of process {process}");
        }
    }

    private static IReadOnlyList<int> ChildrenOf(int process) =>
    [
        .. System.IO.Directory.EnumerateDirectories($"/proc/{process}/task")
            .Select(task => File.ReadAllText(Path.Combine(task, "children")))
            .SelectMany(children => children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture)),
    ];

    private static bool IsAlive(int process)
    {
        try
        {
            // A zombie has ended, and only waits for its parent to notice.
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task SignalAsync(string signal, int process)
    {
        using var kill = System.Diagnostics.Process.Start(
            "/bin/kill", ["-" + signal, process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }
}
