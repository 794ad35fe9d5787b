using System.Runtime.CompilerServices;
using SshGate.Ssh.Auth;
using SshGate.Ssh.Wire;

namespace SshGate.Ssh.Tests.Support;

/// <summary>Lets our client log in to our server, which takes passwords and no keys.</summary>
internal sealed class PasswordMethod(params string[] passwords) : IClientAuthMethod
{
    public string Description => "the password";

    public async IAsyncEnumerable<byte[]> RequestsAsync(
        ClientAuthContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var password in passwords)
        {
            yield return SshWriter.ToArray(writer =>
            {
                writer.WriteMessageId(MessageId.UserAuthRequest);
                writer.WriteText(context.UserName);
                writer.WriteText("ssh-connection");
                writer.WriteText("password");
                writer.WriteBoolean(false);
                writer.WriteText(password);
            });
        }
    }
}
