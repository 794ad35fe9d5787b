using System.Security.Cryptography;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// Makes ids that nobody can guess and that are safe as file names, in URLs and when read aloud: a letter for the kind, a dash
/// and 16 characters of Crockford's base 32 (80 random bits).
/// </summary>
internal static class Identifier
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string New(char kind) => $"{kind}-{RandomNumberGenerator.GetString(Alphabet, 16)}";
}
