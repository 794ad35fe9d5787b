namespace SshGate.Ssh.Server;

/// <summary>Why a connection was not let in.</summary>
/// <param name="Reason">For the log.</param>
/// <param name="Hint">A line for the client, as OpenSSH sends it before the version (RFC 4253 §4.2 allows lines there).</param>
internal sealed record AdmissionRefusal(string Reason, string Hint)
{
    private const string NotNow = "Not allowed at this time\r\n";

    public static AdmissionRefusal Connections { get; } = new("too many connections", NotNow);

    public static AdmissionRefusal ConnectionsPerSource { get; } = new("too many connections from this source", NotNow);

    public static AdmissionRefusal Startups { get; } =
        new("too many connections without a login", "Exceeded MaxStartups\r\n");

    public static AdmissionRefusal StartupsPerSource { get; } =
        new("too many connections without a login from this source", "Exceeded MaxStartups\r\n");

    public static AdmissionRefusal Penalty(string reason) => new(reason, NotNow);
}
