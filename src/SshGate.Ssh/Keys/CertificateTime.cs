namespace SshGate.Ssh.Keys;

/// <summary>
/// The times of certificates (OpenSSH PROTOCOL.certkeys): uint64 seconds since 1970, the largest number for "for ever".
/// </summary>
internal static class CertificateTime
{
    private static readonly ulong Largest = (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>Beyond the year 9999 is for ever.</summary>
    public static DateTimeOffset Decode(ulong seconds) =>
        seconds >= Largest ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeSeconds((long)seconds);

    /// <summary>Parts of a second are cut off.</summary>
    public static ulong Encode(DateTimeOffset time) => time == DateTimeOffset.MaxValue
        ? ulong.MaxValue
        : (ulong)Math.Max(0, time.ToUnixTimeSeconds());
}
