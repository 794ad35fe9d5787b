using SshGate.Gateway.Lanes;
using SshGate.Gateway.Lanes.Exec;
using SshGate.Gateway.Lanes.Files;
using SshGate.Gateway.Lanes.Shell;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Server;

namespace SshGate.Gateway.Sessions;

/// <summary>
/// One session channel before and while it runs: collects terminal and environment, then hands the process request to its
/// lane. All state is per channel (catalogue B11).
/// </summary>
internal sealed class SessionChannel(GateServices gate, GateConnection connection) : IServerChannelHandler
{
    private readonly AgentEnvironment _environment = new();
    private SshChannel? _channel;
    private PtyRequest? _terminal;
    private GateSession? _session;

    public void Attach(SshChannel channel) => _channel = channel;

    public async ValueTask<RequestOutcome> RequestAsync(ChannelRequest request, CancellationToken cancellationToken)
    {
        switch (ChannelAuthorization.Decide(request, started: _session is not null))
        {
            case ChannelAction.ExecLane when request is ExecRequest exec && _terminal is null && ScpCommand.TryParse(exec.Command) is { } scp:
                return Start(session => new ScpLane(gate, session, exec.Command, scp));

            case ChannelAction.ExecLane when request is ExecRequest exec:
                return Start(session => new ExecLane(gate, session, exec.Command));

            // A terminal would mix words into the protocol.
            case ChannelAction.FilesLane when _terminal is null:
                return Start(session => new SftpLane(gate, session));

            case ChannelAction.ShellLane:
                return Start(session => new ShellLane(gate, session));

            case ChannelAction.Terminal when request is PtyRequest terminal:
                _terminal = terminal;
                return new RequestOutcome.Accepted();

            case ChannelAction.Environment when request is EnvironmentRequest variable:
                return _environment.TryAccept(variable.Name, variable.Value) ? new RequestOutcome.Accepted() : new RequestOutcome.Refused();

            case ChannelAction.Resize when request is WindowChangeRequest resize:
                if (_session is not null)
                {
                    await _session.ResizeAsync(resize.Size, cancellationToken);
                }
                else if (_terminal is not null)
                {
                    _terminal = _terminal with { Size = resize.Size };
                }

                return new RequestOutcome.Accepted();

            case ChannelAction.Signal when request is SignalRequest signal && _session is not null:
                await _session.SignalAsync(signal.Name, cancellationToken);
                return new RequestOutcome.Accepted();

            default:
                await connection.AuditRefusalAsync("channel request", request.Type, cancellationToken);
                return new RequestOutcome.Refused();
        }
    }

    public ValueTask DisposeAsync()
    {
        _session?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>One process request a channel: from here on it is a session, served by one lane.</summary>
    private RequestOutcome.Run Start(Func<GateSession, ILane> lane)
    {
        var session = new GateSession(gate, connection, _channel!, _environment, _terminal);
        _session = session;
        return new RequestOutcome.Run(cancel => connection.RunSessionAsync(session.Id, () => lane(session).RunAsync(cancel)));
    }
}
