namespace SshGate.Interop.Tests.Support;

/// <summary>
/// The clients that agents use. Each logs in with a token, runs one command, and passes on its streams and its exit
/// status.
/// </summary>
public enum SshClient
{
    /// <summary>OpenSSH, password method, the token typed at the terminal.</summary>
    OpenSshPassword,

    /// <summary>OpenSSH, keyboard-interactive, the token from SSH_ASKPASS.</summary>
    OpenSshAskpass,

    /// <summary>PuTTY's plink.</summary>
    Plink,

    /// <summary>Dropbear's dbclient.</summary>
    DbClient,

    /// <summary>paramiko.</summary>
    Paramiko,

    /// <summary>asyncssh.</summary>
    AsyncSsh,
}
