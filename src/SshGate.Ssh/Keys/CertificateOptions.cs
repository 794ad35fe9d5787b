using System.Net;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Keys;

/// <summary>
/// The options of certificates that this library knows (OpenSSH PROTOCOL.certkeys, "Critical options" and
/// "Extensions"). The data of an option is empty for a flag, or one string.
/// </summary>
internal static class CertificateOptions
{
    public const string ForceCommand = "force-command";
    public const string SourceAddress = "source-address";
    public const string VerifyRequired = "verify-required";
    public const string NoTouchRequired = "no-touch-required";

    /// <summary>As many addresses as anyone would list; it bounds what a stranger's certificate costs to check.</summary>
    public const int MaxAddresses = 256;

    // A command line that fits one page; OpenSSH has no limit but the packet's.
    public const int MaxTextBytes = 16 * 1024;

    /// <summary>Everything about the options that makes a certificate unfit for a use.</summary>
    public static SshCertificateProblem? Check(SshCertificate certificate, SshCertificateUse use)
    {
        try
        {
            foreach (var (name, data) in certificate.CriticalOptions)
            {
                if (Check(certificate.Kind, name, data.Span, use) is { } problem)
                {
                    return problem;
                }
            }

            if (certificate.Extensions.TryGetValue(NoTouchRequired, out var flag))
            {
                ReadFlag(flag.Span);
            }

            return null;
        }
        catch (SshProtocolException)
        {
            return SshCertificateProblem.MalformedOption;
        }
    }

    public static string ReadText(ReadOnlySpan<byte> data)
    {
        var reader = new SshReader(data);
        var text = reader.ReadText(MaxTextBytes);
        reader.End();
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new SshProtocolException(DisconnectReason.ProtocolError, "An option holds a zero byte.")
            : text;
    }

    // OpenSSH knows no critical options for hosts.
    private static SshCertificateProblem? Check(
        SshCertificateKind kind, string name, ReadOnlySpan<byte> data, SshCertificateUse use)
    {
        switch (name)
        {
            case SourceAddress when kind == SshCertificateKind.User:
                return Contains(ReadText(data), use.Source) ? null : SshCertificateProblem.AddressNotAllowed;
            case VerifyRequired when kind == SshCertificateKind.User:
                ReadFlag(data);
                return null;
            case ForceCommand when kind == SshCertificateKind.User && use.EnforcedOptions.Contains(ForceCommand):
                ReadText(data);
                return null;
            default:
                return kind == SshCertificateKind.User && use.EnforcedOptions.Contains(name)
                    ? null
                    : SshCertificateProblem.UnknownCriticalOption;
        }
    }

    private static void ReadFlag(ReadOnlySpan<byte> data) => new SshReader(data).End();

    // Addresses and networks in CIDR form, separated by commas; a list with one malformed entry allows nothing.
    private static bool Contains(string list, IPAddress? source)
    {
        var entries = list.Split(',');
        if (entries.Length > MaxAddresses)
        {
            throw Malformed();
        }

        // An IPv4 client of a socket for both protocols has a mapped address.
        var address = source is { IsIPv4MappedToIPv6: true } ? source.MapToIPv4() : source;
        return Array.ConvertAll(entries, ReadNetwork)
            .Any(network => address is not null && network.Contains(address));
    }

    private static IPNetwork ReadNetwork(string entry)
    {
        var slash = entry.IndexOf('/', StringComparison.Ordinal);
        var text = slash < 0 ? entry : entry[..slash];
        if (!IPAddress.TryParse(text, out var address) || !IsCanonical(text, address))
        {
            throw Malformed();
        }

        var bits = address.GetAddressBytes().Length * 8;
        return IPNetwork.TryParse(slash < 0 ? $"{text}/{bits}" : entry, out var network)
            && network.BaseAddress.Equals(address)
            ? network
            : throw Malformed();
    }

    // IPAddress also reads forms such as 0x7f.1 and 010.1.1.1, which another program reads as another address.
    private static bool IsCanonical(string text, IPAddress address) =>
        text.Contains(':', StringComparison.Ordinal)
            ? !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal)
            : address.ToString() == text;

    private static SshProtocolException Malformed() =>
        new(DisconnectReason.ProtocolError, "A certificate's list of addresses is malformed.");
}
