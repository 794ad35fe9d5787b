using SshGate.Gateway.Pipeline;
using SshGate.Gateway.Sessions;
using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// What a lane of files works with: the decisions, the journal, and the target's file service, which is opened with the first
/// admitted look. When the target's side breaks, <see cref="Alive"/> is cancelled and <see cref="Failure"/> says why.
/// </summary>
internal sealed class FileService : IAsyncDisposable
{
    private readonly GateServices _gate;
    private readonly SessionScope _scope;
    private readonly CommandGate _pipeline;
    private readonly CancellationTokenSource _alive;
    private readonly OpenFiles _files = new();
    private TargetFiles? _target;
    private Task _watch = Task.CompletedTask;

    public FileService(GateServices gate, SessionScope scope, CommandGate pipeline, CancellationToken cancellationToken)
    {
        _gate = gate;
        _scope = scope;
        _pipeline = pipeline;
        _alive = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Journal = new FileJournal(scope);
    }

    /// <summary>Cancelled at the end of the session and when the target's side broke.</summary>
    public CancellationToken Alive => _alive.Token;

    /// <summary>Why the target's side broke; null while it has not.</summary>
    public Exception? Failure { get; private set; }

    public FileJournal Journal { get; }

    /// <summary>What is open.</summary>
    public OpenFiles Files => _files;

    /// <summary>Whether the target's file service is open.</summary>
    public bool IsOpen => _target is not null;

    /// <summary>Where paths are; only after <see cref="TryOpenAsync"/> gave null.</summary>
    public FileQuestions Questions { get; private set; } = null!;

    /// <summary>The target's file service; only after <see cref="TryOpenAsync"/> gave null.</summary>
    public TargetFiles Target => _target ?? throw new InvalidOperationException("the target's file service is not open");

    /// <summary>The decisions; only after <see cref="TryOpenAsync"/> gave null.</summary>
    public FileDecisions Decisions { get; private set; } = null!;

    /// <summary>Opens the target's file service if it is not; null when it is open, else why the agent may not look.</summary>
    public async Task<FileOutcome.Failed?> TryOpenAsync(CancellationToken cancellationToken)
    {
        if (_target is not null)
        {
            return null;
        }

        switch (await FileDecisions.FirstLookAsync(_scope, _pipeline, cancellationToken))
        {
            case FileOutcome.Admitted look:
                _target = await TargetFiles.OpenAsync(_gate, _scope, look.Proof, _alive.Token);
                _watch = WatchAsync(_target);
                Questions = new FileQuestions(_target);
                Decisions = new FileDecisions(_scope, _pipeline, Questions);
                return null;
            case FileOutcome.Failed failed:
                return failed;
            default:
                throw new InvalidOperationException("a decision admits or refuses");
        }
    }

    /// <summary>Does an admitted operation that has only a status for an answer, and writes it down.</summary>
    public async Task<SftpReply.Status> DoAsync(FileOutcome.Admitted admitted, SftpRequest asked, CancellationToken cancellationToken)
    {
        var reply = await Target.ExchangeAsync(sink => Target.ExecuteAsync(admitted.Proof, asked, sink, cancellationToken), cancellationToken);
        var status = reply as SftpReply.Status ?? new SftpReply.Status(0, SftpStatus.Failure, "the target's answer does not fit");
        await Journal.EndedAsync(admitted.Proof, status.Code, cancellationToken);
        return status;
    }

    /// <summary>Opens an admitted file or directory, and keeps it among the open ones; or says why it cannot be opened.</summary>
    public async Task<(OpenFile? File, SftpReply.Status? Failure)> OpenAsync(
        FileOutcome.Admitted admitted, SftpRequest asked, CancellationToken cancellationToken)
    {
        if (_files.IsFull)
        {
            return (null, new SftpReply.Status(0, SftpStatus.Failure, $"more than {FileLimits.MaxOpenFiles} files are open"));
        }

        var reply = await Target.ExchangeAsync(sink => Target.ExecuteAsync(admitted.Proof, asked, sink, cancellationToken), cancellationToken);
        if (reply is SftpReply.Handle handle)
        {
            var file = new OpenFile(admitted.Operation, admitted.Proof, handle.Value);
            _files.Add(file);
            return (file, null);
        }

        var status = reply as SftpReply.Status ?? new SftpReply.Status(0, SftpStatus.Failure, "the target's answer does not fit");
        await Journal.EndedAsync(admitted.Proof, status.Code, cancellationToken);
        return (null, status);
    }

    /// <summary>Closes an open file and writes down what went through it.</summary>
    public async Task<SftpStatus> CloseAsync(OpenFile file, CancellationToken cancellationToken)
    {
        file.IsClosing = true;
        var reply = await Target.ExchangeAsync(
            sink => Target.ContinueAsync(file, new SftpRequest.Close(0, file.TargetHandle), sink, cancellationToken), cancellationToken);
        var status = (reply as SftpReply.Status)?.Code ?? SftpStatus.Failure;
        await ClosedAsync(file, status, cancellationToken);
        return status;
    }

    /// <summary>Takes a file out that the target closed, and writes down what went through it.</summary>
    public async Task ClosedAsync(OpenFile file, SftpStatus status, CancellationToken cancellationToken)
    {
        _files.Remove(file);
        using (file)
        {
            file.HasFailedWrite |= status != SftpStatus.Ok;
            await Journal.ClosedAsync(file, isCut: false, cancellationToken);
        }
    }

    /// <summary>Cuts the target's side at once; what is still open is written down as cut.</summary>
    public async ValueTask DisposeAsync()
    {
        await _alive.CancelAsync();
        if (_target is not null)
        {
            await _target.DisposeAsync();
        }

        await _watch;
        foreach (var file in _files.RemoveAll())
        {
            using (file)
            {
                await Journal.ClosedAsync(file, isCut: true, CancellationToken.None);
            }
        }

        _alive.Dispose();
    }

    private async Task WatchAsync(TargetFiles target)
    {
        try
        {
            await target.Completion;
        }
        catch (Exception failure)
        {
            // The lane has the last word: it throws this one, or its own cancellation.
            Failure = failure;
        }

        await _alive.CancelAsync();
    }
}
