namespace SshGate.Gateway.Sessions;

/// <summary>Where the authorization point sends a channel request.</summary>
internal enum ChannelAction
{
    /// <summary>Refused; the client sees a failure.</summary>
    Refuse,

    /// <summary>A command line: the exec lane.</summary>
    ExecLane,

    /// <summary>A shell: the managed shell.</summary>
    ShellLane,

    /// <summary>The client's terminal: remembered, with a fixed set of modes instead of the client's (catalogue A6).</summary>
    Terminal,

    /// <summary>A variable: through <see cref="AgentEnvironment"/>.</summary>
    Environment,

    /// <summary>A new terminal size.</summary>
    Resize,

    /// <summary>A signal for the running command; before its release it withdraws the request.</summary>
    Signal,
}
