using System.Text;

namespace SshGate.Ssh.Tests.RealPeers;

internal sealed record ProgramResult(int ExitCode, byte[] Output, string Error)
{
    public string OutputText => Encoding.UTF8.GetString(Output);
}
