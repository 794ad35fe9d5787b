namespace SshGate.Ssh.Tests.Support;

/// <summary>What a side does about a message, as the other one sees it.</summary>
internal enum Reaction
{
    /// <summary>DISCONNECT with the code of a protocol error.</summary>
    Refused,

    /// <summary>The connection ends in another way.</summary>
    Ended,

    /// <summary>No answer; the connection goes on.</summary>
    Taken,

    /// <summary>An answer of its own kind; the connection goes on.</summary>
    Answered,

    /// <summary>SSH_MSG_UNIMPLEMENTED with the number of the packet; the connection goes on.</summary>
    Unimplemented,

    /// <summary>The next step of the protocol, which every walk through these points takes.</summary>
    Step,
}
