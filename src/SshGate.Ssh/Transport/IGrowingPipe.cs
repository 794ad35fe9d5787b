using System.IO.Pipelines;

namespace SshGate.Ssh.Transport;

/// <summary>A pipe that spends little memory on a peer until it has logged in.</summary>
internal interface IGrowingPipe : IDuplexPipe
{
    /// <summary>The peer has logged in: from here on speed counts more. For any thread.</summary>
    public void Grow();
}
