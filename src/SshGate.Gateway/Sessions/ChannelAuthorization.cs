using SshGate.Ssh.Connection;
using SshGate.Ssh.Server;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// The one authorization point for channels, channel requests and global requests: what is not named here is refused (R12).
/// What it lets through enters a lane, where policy decides about its content; nothing here reads that content.
/// </summary>
internal static class ChannelAuthorization
{
    /// <summary>May a channel of this type be opened, and where does it lead? (RFC 4254 §5.1)</summary>
    public static ChannelAction Decide(ChannelOpenRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request switch
        {
            { Type: "session" } => ChannelAction.Session,
            // direct-tcpip, direct-streamlocal: by the policy, destination for destination.
            { Destination: not null } => ChannelAction.ForwardLane,
            // forwarded-tcpip, tun, x11, auth-agent: an ungated path around every rule (catalogue D4).
            _ => ChannelAction.Refuse,
        };
    }

    /// <summary>May this request pass on a session channel, and where does it lead?</summary>
    /// <param name="request">The parsed request.</param>
    /// <param name="started">A process request was already accepted on this channel; a second one is a trick (catalogue D5).</param>
    public static ChannelAction Decide(ChannelRequest request, bool started) => request switch
    {
        ExecRequest when !started => ChannelAction.ExecLane,
        SubsystemRequest { Name: "sftp" } when !started => ChannelAction.FilesLane,
        ShellRequest when !started => ChannelAction.ShellLane,
        PtyRequest when !started => ChannelAction.Terminal,
        EnvironmentRequest when !started => ChannelAction.Environment,
        WindowChangeRequest => ChannelAction.Resize,
        SignalRequest when started => ChannelAction.Signal,
        // Other subsystems, agent and X11 forwarding, break, whatever is unknown, and anything out of order.
        _ => ChannelAction.Refuse,
    };

    /// <summary>
    /// Global requests (RFC 4254 §4) that the gate acts on: none. Keepalives and no-more-sessions are the SSH library's own;
    /// tcpip-forward and its kin would open a way in from the target's side.
    /// </summary>
    public static bool AllowsGlobalRequest(GlobalRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return false;
    }
}
