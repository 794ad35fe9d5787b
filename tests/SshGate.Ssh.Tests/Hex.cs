namespace SshGate.Ssh.Tests;

/// <summary>Hexadecimal text as vectors print it, spaces and line ends included.</summary>
internal static class Hex
{
    public static byte[] Decode(string text) =>
        Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != ':')));
}
