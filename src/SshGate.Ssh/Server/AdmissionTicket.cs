using System.Net;

namespace SshGate.Ssh.Server;

/// <summary>One admitted connection; disposing it at the connection's end makes room for another.</summary>
internal sealed class AdmissionTicket(Admission admission, IPAddress source) : IDisposable
{
    private int _loggedIn;
    private int _left;

    /// <summary>The login is complete.</summary>
    public void EndStartup()
    {
        if (Interlocked.Exchange(ref _loggedIn, 1) == 0)
        {
            admission.EndStartup(source);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            EndStartup();
            admission.Leave(source);
        }
    }
}
