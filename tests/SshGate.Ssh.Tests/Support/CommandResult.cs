using System.Text;
using SshGate.Ssh.Connection;

namespace SshGate.Ssh.Tests.Support;

internal sealed record CommandResult(byte[] Output, byte[] Error, ChannelExit? Exit, bool SawEof)
{
    public string OutputText => Encoding.UTF8.GetString(Output);

    public string ErrorText => Encoding.UTF8.GetString(Error);
}
