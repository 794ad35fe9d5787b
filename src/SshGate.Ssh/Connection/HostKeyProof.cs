using SshGate.Ssh.Keys;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Connection;

/// <summary>
/// The messages of OpenSSH's host key rotation (PROTOCOL 2.5, draft-miller-sshm-hostkey-update): a server tells its keys after
/// the login, a client asks it to sign with those that it does not know.
/// </summary>
internal static class HostKeyProof
{
    /// <summary>The server's list: name, want_reply false, then a string for each key blob.</summary>
    public const string AnnounceName = "hostkeys-00@openssh.com";

    /// <summary>The client's question: name, want_reply true, then a string for each key blob; the answer holds as many signatures.</summary>
    public const string ProveName = "hostkeys-prove-00@openssh.com";

    /// <summary>A host has one key of each of some five types, and twice that while it changes them.</summary>
    public const int MaxKeys = 32;

    /// <summary>What the server signs: string name of the question, string session identifier, string key blob.</summary>
    public static byte[] SignedData(ReadOnlySpan<byte> sessionIdentifier, SshPublicKey key)
    {
        // A lambda cannot hold a span.
        var session = sessionIdentifier.ToArray();
        return SshWriter.ToArray(writer =>
        {
            writer.WriteText(ProveName);
            writer.WriteString(session);
            writer.WriteString(key.Blob.Span);
        });
    }

    /// <summary>The strings of a list.</summary>
    /// <exception cref="SshProtocolException">It is malformed, or longer than any honest one.</exception>
    public static List<byte[]> ReadStrings(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        var strings = new List<byte[]>();
        while (reader.Remaining > 0)
        {
            if (strings.Count == MaxKeys)
            {
                throw new SshProtocolException(DisconnectReason.ProtocolError, "A list of host keys is too long.");
            }

            strings.Add(reader.ReadString().ToArray());
        }

        return strings;
    }

    public static byte[] WriteStrings(IEnumerable<ReadOnlyMemory<byte>> strings) => SshWriter.ToArray(writer =>
    {
        foreach (var value in strings)
        {
            writer.WriteString(value.Span);
        }
    });
}
