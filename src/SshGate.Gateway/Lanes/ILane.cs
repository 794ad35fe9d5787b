namespace SshGate.Gateway.Lanes;

/// <summary>What serves one session channel once its process request was accepted; there is no channel without a lane.</summary>
internal interface ILane
{
    /// <summary>Runs to the end of the session.</summary>
    /// <param name="channelGone">Cancelled when the agent's channel or connection is gone.</param>
    public Task RunAsync(CancellationToken channelGone);
}
