using SshGate.Gateway.Onward;
using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Store;
using SshGate.Recording;
using SshGate.Ssh;

namespace SshGate.Gateway.Sessions;

/// <summary>What each kind of failure is called in the audit log, and what the agent is told; said in one place.</summary>
internal static class SessionFailure
{
    /// <summary>As a shell: 128 and the number of SIGINT.</summary>
    private const uint InterruptedStatus = 130;

    /// <summary>Explains why a session ended before its time.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="session">The session.</param>
    /// <param name="agentGone">The agent's channel or connection is gone.</param>
    public static (string Reason, GateMessage Message) Explain(Exception failure, GateSession session, bool agentGone) => failure switch
    {
        OperationCanceledException when (session.KillReason ?? session.Connection.EndReason) is { } ended =>
            (ended, Ended(session, $"the session was ended: {ended}")),
        OperationCanceledException when agentGone =>
            ("the agent disconnected", Ended(session, "the agent disconnected")),
        OperationCanceledException =>
            ("the connection ended", Ended(session, "the connection ended")),
        TargetUnavailableException unavailable =>
            ("the target is not available", Message(session, "unavailable", unavailable.Message, GateExit.TargetUnavailable)),
        CommandAbandonedException abandoned =>
            ("the agent gave it up", Message(session, "cancelled", abandoned.Message, InterruptedStatus)),
        RecordingException =>
            ("the session could not be recorded",
                Failed(session, "the gate cannot record this session, so it runs nothing; tell the operator")),
        StoreException =>
            ("the audit log could not be written",
                Failed(session, "the gate cannot write its audit log, so it runs nothing; tell the operator")),
        SshProtocolException or IOException =>
            ("a connection was lost",
                Failed(session, "the connection to the target was lost; what the command did until then is not known")),
        _ => ("the gate failed", Failed(session, $"the gate failed and runs nothing more; tell the operator (session {session.Id})")),
    };

    /// <summary>While it was held it is a question that got no answer; once it ran, it is a command that was cut.</summary>
    private static GateMessage Ended(GateSession session, string text) =>
        Message(session, "cancelled", text, session.Phase is SessionPhase.Running or SessionPhase.Ungated ? GateExit.GateFailed : GateExit.Held);

    private static GateMessage Failed(GateSession session, string text) => Message(session, "failed", text, GateExit.GateFailed);

    private static GateMessage Message(GateSession session, string name, string text, uint status) =>
        new(name, text) { SessionId = session.Id, ExitStatus = status };
}
