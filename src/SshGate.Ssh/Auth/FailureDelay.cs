using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SshGate.Ssh.Auth;

/// <summary>
/// How long a failed login takes at least (OpenSSH's user_specific_delay): the same for a user every time and different
/// from user to user, so that the time of an answer does not tell whether a user exists. What takes longer is rounded up to
/// twice, four times, … as long.
/// </summary>
internal static class FailureDelay
{
    /// <summary>OpenSSH's MIN_FAIL_DELAY_SECONDS.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(5);

    /// <summary>OpenSSH's MAX_FAIL_DELAY_SECONDS: beyond it, somebody or something else took the time.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>What an answer to this user takes at least: 5 to 9.3 ms.</summary>
    public static TimeSpan For(string userName)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(userName), digest);
        return Least + TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32BigEndian(digest) / 1e9);
    }

    /// <summary>What is left to wait after <paramref name="elapsed"/>, in whole milliseconds, as timers count.</summary>
    public static TimeSpan Remaining(string userName, TimeSpan elapsed)
    {
        if (elapsed > Most)
        {
            return TimeSpan.Zero;
        }

        var required = For(userName);
        while (required < elapsed)
        {
            required *= 2;
        }

        return TimeSpan.FromMilliseconds(Math.Ceiling((required - elapsed).TotalMilliseconds));
    }
}
