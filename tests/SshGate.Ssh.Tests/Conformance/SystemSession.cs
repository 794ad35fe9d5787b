using System.Diagnostics;
using System.Text;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Server;

namespace SshGate.Ssh.Tests.Conformance;

/// <summary>A session channel that runs commands of this machine, as sshd does.</summary>
/// <param name="config">The server's configuration.</param>
/// <param name="connection">The value of SSH_CONNECTION.</param>
/// <param name="forcedCommand">What is run in place of anything else, or null.</param>
internal sealed class SystemSession(RegressConfig config, string connection, string? forcedCommand) : IServerChannelHandler
{
    private readonly Dictionary<string, string> _environment = [];
    private SshChannel _channel = null!;
    private PtyRequest? _pty;

    public void Attach(SshChannel channel) => _channel = channel;

    public ValueTask<RequestOutcome> RequestAsync(ChannelRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RequestOutcome>(request switch
        {
            ExecRequest exec => Run(Encoding.UTF8.GetString(exec.Command.Span)),
            ShellRequest => Run("exec /bin/sh"),
            SubsystemRequest { Name: "sftp" } => Run(config.All("Subsystem").First().Split([' ', '\t'], 2)[1].Trim()),
            EnvironmentRequest variable => Set(variable),
            PtyRequest pty => Allocate(pty),
            _ => new RequestOutcome.Refused(),
        });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private RequestOutcome.Run Run(string command)
    {
        var forced = (config["ForceCommand"] ?? forcedCommand)?.Replace("internal-sftp", RegressSuite.SftpServer, StringComparison.Ordinal);
        return new RequestOutcome.Run(cancellation => RunAsync(forced ?? command, cancellation));
    }

    private RequestOutcome.Accepted Allocate(PtyRequest pty)
    {
        _pty = pty;
        return new RequestOutcome.Accepted();
    }

    private RequestOutcome Set(EnvironmentRequest variable)
    {
        var isAccepted = config.All("AcceptEnv").Any(pattern => pattern.EndsWith('*')
            ? variable.Name.StartsWith(pattern[..^1], StringComparison.Ordinal)
            : variable.Name == pattern);
        if (isAccepted)
        {
            _environment.TryAdd(variable.Name, variable.Value);
        }

        return isAccepted ? new RequestOutcome.Accepted() : new RequestOutcome.Refused();
    }

    private async Task RunAsync(string command, CancellationToken cancellation)
    {
        using var process = Process.Start(StartInfo(command))!;
        using var stopping = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var input = FeedAsync(process, cancellation);
        await Task.WhenAll(
            CopyAsync(process.StandardOutput.BaseStream, _channel.WriteAsync, cancellation),
            CopyAsync(process.StandardError.BaseStream, _channel.WriteErrorAsync, cancellation));
        await process.WaitForExitAsync(cancellation);
        await _channel.SendEofAsync(cancellation);
        await _channel.SendExitStatusAsync((uint)process.ExitCode, cancellation);
        await _channel.CloseAsync(cancellation);
        await input;
    }

    private ProcessStartInfo StartInfo(string command)
    {
        // A process of .NET ignores SIGPIPE, and its children would inherit that.
        var start = new ProcessStartInfo("env", _pty is null
            ? ["--default-signal=PIPE", "/bin/sh", "-c", command]
            : ["--default-signal=PIPE", "script", "-qefc", command, "/dev/null"]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        foreach (var name in start.Environment.Keys.Except(["PATH", "HOME", "USER", "LOGNAME", "SHELL"]).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["SSH_CONNECTION"] = connection;
        foreach (var (name, value) in _environment.Concat(ServerEnvironment()))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>SetEnv: it wins over what the client sends, and its first value counts.</summary>
    private IEnumerable<KeyValuePair<string, string>> ServerEnvironment() => config.All("SetEnv")
        .SelectMany(line => line.Split(' '))
        .Select(pair => pair.Split('=', 2))
        .DistinctBy(pair => pair[0])
        .Select(pair => KeyValuePair.Create(pair[0], pair[1].Trim('\'')));

    private async Task FeedAsync(Process process, CancellationToken cancellation)
    {
        var isOpen = true;
        while (await _channel.ReadAsync(cancellation) is var read && read.Kind != ChannelReadKind.Closed)
        {
            try
            {
                if (isOpen && read.Kind == ChannelReadKind.Data)
                {
                    await process.StandardInput.BaseStream.WriteAsync(read.Data, cancellation);
                    await process.StandardInput.BaseStream.FlushAsync(cancellation);
                }
                else if (isOpen && read.Kind == ChannelReadKind.Eof)
                {
                    process.StandardInput.Close();
                }
            }
            catch (IOException)
            {
                // The program reads no more; what still comes is for nobody.
                isOpen = false;
            }
        }
    }

    private static async Task CopyAsync(
        Stream source, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancellation)
    {
        var buffer = new byte[32 * 1024];
        while (await source.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            await write(buffer.AsMemory(0, count), cancellation);
        }
    }
}
