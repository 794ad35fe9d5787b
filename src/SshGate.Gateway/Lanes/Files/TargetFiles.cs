using System.Diagnostics.CodeAnalysis;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Onward;
using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;
using SshGate.Policy.Files;
using SshGate.Recording;
using SshGate.Ssh;
using SshGate.Ssh.Connection;
using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// The target's own SFTP server, opened with the first admitted look at files. What changes or discloses something takes its
/// proof; what only asks where a path leads takes none, and nothing else does.
/// </summary>
/// <remarks>Requests may be sent from several tasks; answers go to their sinks one after another.</remarks>
internal sealed class TargetFiles : IAsyncDisposable
{
    private readonly GateServices _gate;
    private readonly SessionScope _scope;
    private readonly SshChannel _channel;
    private readonly SftpPacketReader _reader = new();
    private readonly SftpPacketBuffer _buffer = new();
    private readonly Lock _sync = new();
    private readonly Dictionary<uint, ReplySink> _pending = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _room = new(FileLimits.MaxOutstanding, FileLimits.MaxOutstanding);
    private readonly CancellationTokenSource _ending;
    private HashSet<string> _offered = [];
    private Task _replies = Task.CompletedTask;
    private uint _nextId;

    private TargetFiles(GateServices gate, SessionScope scope, SshChannel channel, CancellationToken cancellationToken)
    {
        _gate = gate;
        _scope = scope;
        _channel = channel;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>The account's home directory: where relative paths start.</summary>
    public FilePath Home { get; private set; } = FilePath.Of("/");

    /// <summary>Ends when the target's answers end, with why.</summary>
    public Task Completion => _replies;

    /// <summary>Opens the target's file service.</summary>
    /// <param name="gate">The services.</param>
    /// <param name="scope">The session.</param>
    /// <param name="look">Proof that this principal may look at this target's files.</param>
    /// <param name="cancellationToken">Ends the whole service, not only the opening.</param>
    /// <exception cref="TargetUnavailableException">There is no such service.</exception>
    public static async Task<TargetFiles> OpenAsync(
        GateServices gate, SessionScope scope, AdmittedCommand look, CancellationToken cancellationToken)
    {
        Spend(gate, scope, look, FileOperationKind.Stat);
        var channel = await scope.Onward.OpenSessionAsync(cancellationToken);
        var files = new TargetFiles(gate, scope, channel, cancellationToken);
        try
        {
            await files.StartAsync(cancellationToken);
            return files;
        }
        catch
        {
            await files.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether the target's server has an extension.</summary>
    public bool Offers(string extension) => _offered.Contains(extension);

    /// <summary>Does what was admitted; the proof is spent.</summary>
    public async ValueTask ExecuteAsync(AdmittedCommand proof, SftpRequest asked, ReplySink sink, CancellationToken cancellationToken)
    {
        var operation = Spend(_gate, _scope, proof, null);
        await SendAsync(FileActs.Bind(operation, asked), sink, cancellationToken);
    }

    /// <summary>Goes on with an open file.</summary>
    public async ValueTask ContinueAsync(OpenFile file, SftpRequest request, ReplySink sink, CancellationToken cancellationToken)
    {
        if (!FileActs.IsPart(file, request) || !FileActs.HandleOf(request).Span.SequenceEqual(file.TargetHandle.Span))
        {
            throw new InvalidOperationException("a request that is no part of what was admitted");
        }

        await SendAsync(request, sink, cancellationToken);
    }

    /// <summary>Asks where a path leads, what is there, or what the server can do: nothing that discloses content.</summary>
    public async Task<SftpReply> AskAsync(SftpRequest question, CancellationToken cancellationToken)
    {
        if (question is not (SftpRequest.RealPath or SftpRequest.Lstat or SftpRequest.Stat or SftpRequest.Limits or SftpRequest.UsersGroups))
        {
            throw new InvalidOperationException("a question that needs a proof");
        }

        return await ExchangeAsync(sink => SendAsync(question, sink, cancellationToken), cancellationToken);
    }

    /// <summary>Sends a request by <paramref name="send"/> and waits for a copy of the answer.</summary>
    public async Task<SftpReply> ExchangeAsync(Func<ReplySink, ValueTask> send, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<SftpReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        await send((reply, _) =>
        {
            answer.SetResult(Copy(reply));
            return ValueTask.CompletedTask;
        });
        await Task.WhenAny(answer.Task, _replies).WaitAsync(cancellationToken);
        if (!answer.Task.IsCompleted)
        {
            await _replies;
            throw new TargetUnavailableException("the target's file service has ended");
        }

        return await answer.Task;
    }

    /// <summary>Waits until every request has its answer.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        for (var taken = 0; taken < FileLimits.MaxOutstanding; taken++)
        {
            var room = _room.WaitAsync(cancellationToken);
            if (await Task.WhenAny(room, _replies) == _replies && !room.IsCompleted)
            {
                await _replies;
                return;
            }

            await room;
        }

        _room.Release(FileLimits.MaxOutstanding);
    }

    /// <summary>Closes the channel: what is on its way is cut, open files of the target end with it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _channel.CloseAsync(CancellationToken.None);
        await _replies.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private static FileOperation Spend(GateServices gate, SessionScope scope, AdmittedCommand proof, FileOperationKind? kind)
    {
        var operation = proof.Binding.CommandLine.File;
        if (operation is null || (kind is not null && operation.Kind != kind))
        {
            throw new InvalidOperationException("an admitted action that is not this file operation");
        }

        new CommandRelease(gate, scope, proof).Spend();
        return operation;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        using var deadline = _gate.Targets.StartDeadline();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            if (!await _channel.RequestAsync(new SubsystemRequest("sftp"), either.Token))
            {
                throw new TargetUnavailableException($"the target '{_scope.Grant.Target.Name}' has no file service (SFTP)");
            }

            SftpVersionCodec.Write(_buffer, SftpMessage.Init, new SftpVersion(SftpLimits.Version, []));
            await _channel.WriteAsync(_buffer.Packet, either.Token);
            var version = await ReadVersionAsync(either.Token);
            if (version.Version != SftpLimits.Version)
            {
                throw new TargetUnavailableException($"the target '{_scope.Grant.Target.Name}' speaks another version of SFTP");
            }

            _offered = [.. version.Extensions.Select(pair => pair.Name)];
            _replies = ReceiveAsync(_ending.Token);
            if (await AskAsync(new SftpRequest.RealPath(0, "."u8.ToArray()), either.Token) is SftpReply.Name { Names: [var home] })
            {
                Home = FilePaths.Clean(home.Name.Span);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TargetUnavailableException($"the file service of the target '{_scope.Grant.Target.Name}' does not answer");
        }
        catch (SshProtocolException broken)
        {
            throw new TargetUnavailableException($"the file service of the target '{_scope.Grant.Target.Name}' does not speak SFTP", broken);
        }
    }

    private async Task<SftpVersion> ReadVersionAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _channel.ReadAsync(cancellationToken);
            switch (read.Kind)
            {
                case ChannelReadKind.Data:
                    _reader.Append(read.Data.Span);
                    if (_reader.TryRead(out var packet))
                    {
                        return SftpVersionCodec.Read(packet, SftpMessage.Version);
                    }

                    break;
                case ChannelReadKind.ExtendedData:
                    await _scope.Agent.WriteAsync(OutputSource.Error, read.Data, cancellationToken);
                    break;
                default:
                    throw new TargetUnavailableException($"the target '{_scope.Grant.Target.Name}' has no file service (SFTP)");
            }
        }
    }

    private async ValueTask SendAsync(SftpRequest request, ReplySink sink, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            SftpRequestCodec.Write(_buffer, request with { Id = Register(sink) });
            await _channel.WriteAsync(_buffer.Packet, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private uint Register(ReplySink sink)
    {
        lock (_sync)
        {
            while (!_pending.TryAdd(_nextId, sink))
            {
                _nextId = unchecked(_nextId + 1);
            }

            var id = _nextId;
            _nextId = unchecked(id + 1);
            return id;
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (TryRead(out var reply))
            {
                await DispatchAsync(reply, cancellationToken);
            }

            var read = await _channel.ReadAsync(cancellationToken);
            switch (read.Kind)
            {
                case ChannelReadKind.Data:
                    _reader.Append(read.Data.Span);
                    break;
                case ChannelReadKind.ExtendedData:
                    await _scope.Agent.WriteAsync(OutputSource.Error, read.Data, cancellationToken);
                    break;
                case ChannelReadKind.Eof:
                    break;
                case ChannelReadKind.Closed:
                    throw new TargetUnavailableException($"the file service of the target '{_scope.Grant.Target.Name}' ended");
            }
        }
    }

    private bool TryRead([NotNullWhen(true)] out SftpReply? reply)
    {
        try
        {
            reply = _reader.TryRead(out var packet) ? SftpReplyCodec.Read(packet) : null;
            return reply is not null;
        }
        catch (SshProtocolException broken)
        {
            throw Broken(broken);
        }
    }

    private TargetUnavailableException Broken(Exception? inner) =>
        new($"the file service of the target '{_scope.Grant.Target.Name}' broke the protocol", inner);

    private async ValueTask DispatchAsync(SftpReply reply, CancellationToken cancellationToken)
    {
        ReplySink? sink;
        lock (_sync)
        {
            _pending.Remove(reply.Id, out sink);
        }

        if (sink is null)
        {
            // An answer to nothing that was asked.
            throw Broken(null);
        }

        await sink(reply, cancellationToken);
        _room.Release();
    }

    private static SftpReply Copy(SftpReply reply) => reply switch
    {
        SftpReply.Handle handle => handle with { Value = handle.Value.ToArray() },
        SftpReply.Data data => data with { Bytes = data.Bytes.ToArray() },
        SftpReply.Extended extended => extended with { Body = extended.Body.ToArray() },
        SftpReply.Name names => names with
        {
            Names = [.. names.Names.Select(name => name with { Name = name.Name.ToArray(), Line = name.Line.ToArray(), Attributes = Plain(name.Attributes) })],
        },
        SftpReply.Attributes attributes => attributes with { Value = Plain(attributes.Value) },
        _ => reply,
    };

    /// <summary>Without the parts that point into the packet; nobody here asks for them.</summary>
    private static SftpAttributes Plain(SftpAttributes attributes) =>
        attributes.Extended is null ? attributes : attributes with { Extended = null };
}
