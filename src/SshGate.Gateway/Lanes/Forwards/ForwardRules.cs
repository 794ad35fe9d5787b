using System.Text;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.Sessions;
using SshGate.Gateway.Targets;
using SshGate.Policy.Forwards;
using SshGate.Ssh.Connection;

namespace SshGate.Gateway.Lanes.Forwards;

/// <summary>
/// The gate's own rules about destinations, which no policy can lift: what is no plain destination, what is an SSH port, and
/// what is the gate itself. Pure; nothing is resolved, because a name may mean another machine from the target.
/// </summary>
internal static class ForwardRules
{
    /// <summary>What <c>sun_path</c> holds.</summary>
    private const int MaxPath = 107;

    /// <summary>The destination in its one spelling; null when the gate's own rules refuse it, and then <paramref name="fault"/> says why.</summary>
    /// <param name="destination">As the agent asked.</param>
    /// <param name="options">The ports where SSH is.</param>
    /// <param name="target">The target, whose own SSH port is none, nor is one of a machine on the way to it.</param>
    /// <param name="own">The gate's own ports.</param>
    /// <param name="fault">Why not, for the agent.</param>
    public static ForwardOperation? Read(
        ForwardDestination destination, ForwardOptions options, Target target, OwnPorts own, out string? fault)
    {
        switch (destination)
        {
            case ForwardDestination.Tcp { Port: 0 or > ushort.MaxValue }:
                fault = "there is no such port";
                return null;

            // Whatever the host: it may be the target by any of its names and addresses.
            case ForwardDestination.Tcp { Port: var port } when IsSshPort((int)port, options, target):
                fault = "a forward never leads to an SSH port: what runs in a second SSH is judged by nobody; "
                    + "machines are reached through the gate, each by its own name";
                return null;

            case ForwardDestination.Tcp { Port: var port } when own.Contains((int)port):
                fault = "a forward never leads to a port of the gate";
                return null;

            case ForwardDestination.Tcp tcp:
                return PlainHost.Read(tcp.Host, out fault) is { } host
                    ? ForwardOperation.Tcp(Encoding.ASCII.GetBytes(host), (int)tcp.Port)
                    : null;

            case ForwardDestination.StreamLocal { Path: var path } when IsPlainPath(path):
                fault = null;
                return ForwardOperation.Unix(Encoding.ASCII.GetBytes(path));

            default:
                fault = "a socket is written as an absolute path, without . and .. and without blanks";
                return null;
        }
    }

    private static bool IsSshPort(int port, ForwardOptions options, Target target) =>
        port == target.Port || target.Route.Any(hop => hop.Target.Port == port) || options.SshPorts.Contains(port);

    private static bool IsPlainPath(string path) =>
        path is ['/', _, ..] && path.Length <= MaxPath
        && path.All(c => c is > ' ' and < '\x7f')
        && path[1..].Split('/').All(part => part is not ("" or "." or ".."));
}
