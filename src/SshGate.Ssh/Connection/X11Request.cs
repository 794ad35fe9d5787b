namespace SshGate.Ssh.Connection;

/// <summary>x11-req (RFC 4254 §6.3.1).</summary>
/// <param name="SingleConnection">Whether one connection only is to be forwarded.</param>
/// <param name="Protocol">The authentication protocol.</param>
/// <param name="Cookie">The authentication cookie.</param>
/// <param name="Screen">The screen number.</param>
public sealed record X11Request(bool SingleConnection, string Protocol, string Cookie, uint Screen)
    : ChannelRequest("x11-req");
