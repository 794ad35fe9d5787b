namespace SshGate.Ssh.Keys;

/// <summary>
/// The patterns of OpenSSH (ssh_config(5), "PATTERNS"), as it takes them in host certificates: <c>*</c> for any text and
/// <c>?</c> for one character. The work is bounded by the product of both lengths.
/// </summary>
internal static class HostPattern
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        // On a mismatch the last star takes one character more; earlier stars need not be tried again.
        var (p, n, star, resume) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = n;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
