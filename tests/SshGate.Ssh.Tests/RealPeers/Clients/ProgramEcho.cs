using System.Diagnostics;
using System.Text;
using SshGate.Ssh.Tests.RealPeers.Matrix;

namespace SshGate.Ssh.Tests.RealPeers.Clients;

/// <summary>A client program that runs `cat` on our server between its standard input and output.</summary>
internal sealed class ProgramEcho : EchoLink
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    public ProgramEcho(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        await _process.StandardInput.BaseStream.WriteAsync(data, cancellation);
        await _process.StandardInput.BaseStream.FlushAsync(cancellation);
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> room, CancellationToken cancellation) =>
        _process.StandardOutput.BaseStream.ReadAsync(room, cancellation);

    public override async Task<int> FinishAsync(CancellationToken cancellation)
    {
        _process.StandardInput.Close();
        Assert.Equal(0, await ReceiveAsync(new byte[1], cancellation));
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    public override string Explain()
    {
        lock (_errors)
        {
            return _errors.ToString();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
