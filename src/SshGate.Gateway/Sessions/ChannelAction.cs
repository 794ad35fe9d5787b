namespace SshGate.Gateway.Sessions;

/// <summary>Where the authorization point sends a channel or a channel request.</summary>
internal enum ChannelAction
{
    /// <summary>Refused; the client sees a failure.</summary>
    Refuse,

    /// <summary>A session channel, whose requests are authorized one by one.</summary>
    Session,

    /// <summary>A connection through the target: the forward lane.</summary>
    ForwardLane,

    /// <summary>A command line: the exec lane.</summary>
    ExecLane,

    /// <summary>The SFTP subsystem: the lane of files.</summary>
    FilesLane,

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
