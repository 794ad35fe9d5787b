using SshGate.Ssh.Server;
using SshGate.Ssh.Transport;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Auth;

/// <summary>The server's messages of RFC 4252 and RFC 4256.</summary>
internal static class AuthMessages
{
    /// <summary>RFC 4252 §5.1: byte 51, name-list methods, boolean partial success, which there is none of.</summary>
    public static byte[] Failure(IReadOnlyList<string> methods) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthFailure);
        writer.WriteNameList(methods);
        writer.WriteBoolean(false);
    });

    /// <summary>RFC 4252 §5.4: byte 53, string message, string language tag.</summary>
    public static byte[] Banner(string message) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthBanner);
        writer.WriteText(PeerText.ForTerminal(message.EndsWith('\n') ? message : message + "\n"));
        writer.WriteText("");
    });

    /// <summary>RFC 4252 §7: byte 60, string algorithm, string key, both as the client sent them.</summary>
    public static byte[] PublicKeyOk(PublicKeyRequest request) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthPkOk);
        writer.WriteText(request.Algorithm);
        writer.WriteString(request.Blob);
    });

    /// <summary>
    /// RFC 4256 §3.2: byte 60, string name, string instruction, string language tag, uint32 count, then string prompt,
    /// boolean echo.
    /// </summary>
    public static byte[] Challenge(AuthOutcome.Challenge challenge) => SshWriter.ToArray(writer =>
    {
        writer.WriteMessageId(MessageId.UserAuthInfoRequest);
        writer.WriteText(PeerText.ForTerminal(challenge.Name));
        writer.WriteText(PeerText.ForTerminal(challenge.Instruction));
        writer.WriteText("");
        writer.WriteUInt32((uint)challenge.Prompts.Count);
        foreach (var prompt in challenge.Prompts)
        {
            writer.WriteText(PeerText.ForTerminal(prompt.Text));
            writer.WriteBoolean(prompt.Echo);
        }
    });
}
