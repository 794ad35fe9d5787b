using System.IO.Pipelines;
using SshGate.Fuzz.Engine;
using SshGate.Ssh.Client;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Tests.Support;
using SshGate.Ssh.Transport;

namespace SshGate.Fuzz.Targets;

/// <summary>What the targets with a whole connection share.</summary>
internal static class Links
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Waits for an end that must come.</summary>
    public static void Wait(Task task, string what)
    {
        // Not the exception of the wait: it would not say for what.
        var ended = Task.WhenAny(task, Task.Delay(Patience)).GetAwaiter().GetResult();
        BrokenLawException.Unless(ended == task, $"{what} did not end.");
        task.GetAwaiter().GetResult();
    }

    /// <summary>Our client on the link: logs in, opens a session and runs something in it, as far as the server lets it.</summary>
    public static async Task RunClientAsync(IDuplexPipe pipe, FaultLog log, CancellationToken stop)
    {
        var options = ConnectionPair.ClientOptions(TestKeys.Ed25519.PublicKey) with { LoggerFactory = log };
        try
        {
            await using var client = await SshClientConnection.ConnectAsync(pipe, options, stop);
            var channel = await client.OpenSessionAsync(stop);
            var running = channel.RequestAsync(new ExecRequest("id"u8.ToArray()), stop).AsTask();
            await channel.WriteAsync(new byte[100], stop);
            while (await channel.ReadAsync(stop) is { Kind: not ChannelReadKind.Closed })
            {
            }

            await running;
            await channel.Exit;
        }
        catch (Exception e) when (IsExpected(e, stop))
        {
            // These are the exceptions that its documentation names.
        }
    }

    private static bool IsExpected(Exception e, CancellationToken stop) => e switch
    {
        SshClientException or ChannelOpenException or ChannelClosedException => true,
        OperationCanceledException => stop.IsCancellationRequested,
        _ => false,
    };

    public static void CheckCause(SshDisconnect cause) =>
        BrokenLawException.Unless(cause.Text != "Internal error.", "The connection ended with an internal error.");
}
