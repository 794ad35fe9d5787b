using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Transport;

/// <summary>
/// What either side of a connection must do about every message at every point, written down from RFC 4253 (§7.1, §9, §10, §11),
/// RFC 4252 (§5.1, §5.3, §6), RFC 4256 §3.1, RFC 4254, RFC 8308 §2.4, OpenSSH's PROTOCOL (1.9 and 1.10) and our own rule that what
/// is not named is refused. Independent of the library's table, on purpose.
/// </summary>
internal static class StateModel
{
    /// <summary>The points of a connection, in their order; before the keys with and without strict key exchange.</summary>
    public static IReadOnlyList<string> Points { get; } =
        ["kexinit", "method", "newkeys", "service", "authentication", "challenge", "connection", "rekey-method", "rekey-newkeys"];

    // RFC 4254's messages; they are also taken in a rekey, where old asyncssh sends them.
    private const string Channels = "answered:80,90,97,98 taken:81,82,93,94,95,96,99,100";

    // Before a login only the walk's own messages, DISCONNECT and what has no effect. RFC 4253 §7.1 bans 5 and 6 in a key exchange.
    private const string Kex = "ended:1 taken:2,3,4";
    private const string Running = "ended:1 taken:2,3,4 answered:192";

    /// <summary>The number of the reaction: what the other side observes.</summary>
    /// <param name="isServer">Whether the side under test is a server.</param>
    /// <param name="strict">Whether both sides know strict key exchange.</param>
    /// <param name="point">One of <see cref="Points"/>.</param>
    /// <param name="message">The message number.</param>
    public static Reaction Of(bool isServer, bool strict, string point, byte message)
    {
        var row = (point, isServer) switch
        {
            // CVE-2023-48795: a strict key exchange ends at once, or, where it is not known yet to be strict, at the KEXINIT.
            ("kexinit", _) when strict => "ended:1,2,3,4 step:20",
            ("kexinit", _) => Kex + " step:20",
            ("method", true) => (strict ? "ended:1" : Kex) + " step:30",
            ("method", false) => (strict ? "ended:1" : Kex) + " step:31",
            ("newkeys", _) => (strict ? "ended:1" : Kex) + " step:21",
            ("service", true) => Running + " step:5 taken:7",
            ("service", false) => Running + " step:6 taken:7",
            ("authentication", true) => Running + " answered:50",
            ("challenge", true) => Running + " answered:50,61",

            // Our client has one key: a failure ends it, and so does a question that its method does not have.
            ("authentication", false) => Running + " taken:7,53 step:52 ended:51,60",

            // RFC 4252 §5.1: requests behind the success are ignored. RFC 4253 §11.4: what nobody assigned is answered so.
            ("connection", true) => $"{Running} {Channels} taken:50 step:20 unimplemented:194-255",
            ("connection", false) => $"{Running} {Channels} step:20 unimplemented:194-255",
            ("rekey-method", true) => $"{Kex} {Channels} step:30",
            ("rekey-method", false) => $"{Kex} {Channels} step:31",
            ("rekey-newkeys", _) => $"{Kex} {Channels} step:21",
            _ => throw new ArgumentException("There is no such point.", nameof(point)),
        };
        return Find(row, message);
    }

    private static Reaction Find(string row, byte message)
    {
        foreach (var cell in row.Split(' '))
        {
            var (name, numbers) = (cell[..cell.IndexOf(':', StringComparison.Ordinal)], cell[(cell.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            foreach (var range in numbers.Split(','))
            {
                var ends = range.Split('-');
                if (message >= byte.Parse(ends[0]) && message <= byte.Parse(ends[^1]))
                {
                    return Enum.Parse<Reaction>(name, ignoreCase: true);
                }
            }
        }

        return Reaction.Refused;
    }
}
