using System.Globalization;
using SshGate.Ssh.Client;
using SshGate.Ssh.Keys;
using SshGate.Terminal;

namespace SshGate.Cli.Targets;

/// <summary>
/// Asks an address for its host keys. What answers there now need not be the right machine: a person has to compare.
/// </summary>
internal static class HostKeyScan
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<SshPublicKey>> ScanAsync(string host, int port, CancellationToken cancellationToken)
    {
        // The scan ends before the login, so this key is never used; the client wants one.
        using var unused = SshPrivateKey.Generate(SshKeyKind.Ed25519);
        var options = new SshClientOptions { UserName = "scan", Key = unused, HostKeyVerifier = new PinnedHostKeys([]) };
        try
        {
            return await SshHostKeyScanner.FetchAsync(
                token => SshDialer.ConnectTcpAsync(host, port, ConnectTimeout, token),
                options,
                cancellationToken);
        }
        catch (SshClientException failure)
        {
            throw new CliException(
                ExitCodes.Unavailable,
                $"no host key from {Printable.Escape(host)} port {port}: {Printable.Escape(failure.Message)}",
                "check the address, and that an SSH server answers there",
                failure);
        }
    }

    /// <summary>Splits <c>host</c>, <c>host:port</c> or <c>[address]:port</c>.</summary>
    public static (string Host, int Port) ParseAddress(string text)
    {
        var bracket = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        var isPlainAddress = bracket < 0 && text.Count(c => c == ':') > 1;
        var colon = isPlainAddress ? -1 : text.IndexOf(':', bracket + 1);
        var host = bracket > 0 ? text[1..bracket] : colon < 0 ? text : text[..colon];
        var port = 22;
        var isGood = host.Length > 0
            && (bracket < 0 || colon == bracket + 1 || text.Length == bracket + 1)
            && (colon < 0 || int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port))
            && port is > 0 and <= 65535;
        return isGood
            ? (host, port)
            : throw new CliException(
                ExitCodes.Usage, $"not an address: {Printable.Escape(text)}", "expected host, host:port or [address]:port");
    }
}
