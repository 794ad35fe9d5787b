using System.Text;
using SshGate.Policy.Files;
using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>Takes files from an agent that runs <c>scp</c> towards the target, record by record.</summary>
internal sealed class ScpUpload(ScpAgent agent, FileService service, ScpCommand command)
{
    /// <summary>Directories inside each other; far above any real tree, and far below what a stack of them costs.</summary>
    private const int MaxDepth = 128;

    private readonly Stack<Level> _levels = new();
    private ScpRecord.Times? _times;
    private bool _complete = true;

    /// <summary>True when everything that was sent is there.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var root = service.Questions.Absolute(command.Paths[0]);
        var isDirectory = await IsDirectoryAsync(root, cancellationToken);
        if (command.NeedsDirectory && !isDirectory)
        {
            await agent.WarnAsync($"{root}: Not a directory", cancellationToken);
            return false;
        }

        _levels.Push(new Level(root, isDirectory, null, null));
        await agent.AcknowledgeAsync(cancellationToken);
        while (await agent.ReadLineAsync(cancellationToken) is { } line)
        {
            switch (ScpRecord.Parse(line))
            {
                case ScpRecord.Problem { IsFatal: true }:
                    return false;
                case ScpRecord.Problem:
                    _complete = false;
                    break;
                case ScpRecord.Times times:
                    _times = times;
                    await agent.AcknowledgeAsync(cancellationToken);
                    break;
                case ScpRecord.File file:
                    await FileAsync(file, cancellationToken);
                    _times = null;
                    break;
                case ScpRecord.Directory directory:
                    await DirectoryAsync(directory, cancellationToken);
                    _times = null;
                    break;
                case ScpRecord.End:
                    await EndAsync(cancellationToken);
                    break;
            }
        }

        return _complete && _levels.Count == 1;
    }

    private async Task FileAsync(ScpRecord.File record, CancellationToken cancellationToken)
    {
        var path = PathOf(record.Name);
        var times = command.KeepsTimes ? _times : null;
        var outcome = await service.Decisions.OpenAsync(
            path.Bytes,
            SftpOpenMode.Write | SftpOpenMode.Create | SftpOpenMode.Truncate,
            record.Mode,
            times is null ? FileEffects.None : FileEffects.Times,
            cancellationToken);
        var (file, problem) = await OpenAsync(outcome, path, cancellationToken);
        if (file is null)
        {
            await RefuseAsync(path, problem, cancellationToken);
            return;
        }

        await agent.AcknowledgeAsync(cancellationToken);
        await ReceiveAsync(file, record.Size, cancellationToken);
        var theirs = await agent.ReadAnswerAsync(cancellationToken);
        await service.Target.DrainAsync(cancellationToken);
        if (times is not null && !await SetTimesAsync(file, record.Mode, times, cancellationToken))
        {
            problem = "the target refused to set mode and times";
        }

        var closed = await service.CloseAsync(file, cancellationToken);
        problem ??= file.HasFailedWrite || closed != SftpStatus.Ok ? "the target could not write all of it" : null;
        if (problem is null)
        {
            _complete &= theirs is null;
            await agent.AcknowledgeAsync(cancellationToken);
        }
        else
        {
            await RefuseAsync(path, problem, cancellationToken);
        }
    }

    private async Task ReceiveAsync(OpenFile file, long size, CancellationToken cancellationToken)
    {
        for (long offset = 0; offset < size;)
        {
            var data = await agent.ReadDataAsync(Math.Min(size - offset, FileLimits.SafeData), cancellationToken);
            file.Up.Add((ulong)offset, data.Span);
            await service.Target.ContinueAsync(
                file,
                new SftpRequest.Write(0, file.TargetHandle, (ulong)offset, data),
                (reply, _) =>
                {
                    file.HasFailedWrite |= reply is not SftpReply.Status { Code: SftpStatus.Ok };
                    return ValueTask.CompletedTask;
                },
                cancellationToken);
            offset += data.Length;
        }
    }

    private async Task<bool> SetTimesAsync(OpenFile file, uint mode, ScpRecord.Times times, CancellationToken cancellationToken)
    {
        var request = new SftpRequest.FsetStat(
            0, file.TargetHandle, new SftpAttributes { Permissions = mode, Times = (times.Access, times.Modification) });
        return await service.Target.ExchangeAsync(sink => service.Target.ContinueAsync(file, request, sink, cancellationToken), cancellationToken)
            is SftpReply.Status { Code: SftpStatus.Ok };
    }

    private async Task DirectoryAsync(ScpRecord.Directory record, CancellationToken cancellationToken)
    {
        var path = PathOf(record.Name);
        if (!command.IsRecursive || _levels.Count > MaxDepth)
        {
            throw ScpAgent.Broken("A directory comes where none was announced.");
        }

        if (!await IsDirectoryAsync(path, cancellationToken))
        {
            // The owner must be able to write into it, as in OpenSSH's scp.
            var outcome = await service.Decisions.MakeDirectoryAsync(path.Bytes, record.Mode | 0x1C0, cancellationToken);
            var problem = outcome switch
            {
                FileOutcome.Admitted admitted => await MakeAsync(admitted, record.Mode | 0x1C0, cancellationToken),
                FileOutcome.Failed failed => failed.Text,
                _ => throw new InvalidOperationException("a decision admits or refuses"),
            };
            if (problem is not null)
            {
                await RefuseAsync(path, problem, cancellationToken);
                return;
            }
        }

        _levels.Push(new Level(path, true, command.KeepsTimes ? _times : null, record.Mode));
        await agent.AcknowledgeAsync(cancellationToken);
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_levels.Count == 1)
        {
            throw ScpAgent.Broken("A directory ends that did not begin.");
        }

        var level = _levels.Pop();
        if (level is { Times: { } times, Mode: { } mode })
        {
            var attributes = new SftpAttributes { Permissions = mode, Times = (times.Access, times.Modification) };
            var problem = await service.Decisions.AttributesAsync(level.Path.Bytes, attributes, follow: true, cancellationToken) switch
            {
                FileOutcome.Admitted admitted => Text(await service.DoAsync(
                    admitted, new SftpRequest.SetStat(0, level.Path.Bytes, attributes), cancellationToken)),
                FileOutcome.Failed failed => failed.Text,
                _ => throw new InvalidOperationException("a decision admits or refuses"),
            };
            if (problem is not null)
            {
                await RefuseAsync(level.Path, problem, cancellationToken);
                return;
            }
        }

        await agent.AcknowledgeAsync(cancellationToken);
    }

    private async Task<(OpenFile? File, string? Problem)> OpenAsync(FileOutcome outcome, FilePath path, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case FileOutcome.Admitted admitted:
                var (file, failure) = await service.OpenAsync(
                    admitted, new SftpRequest.Open(0, path.Bytes, SftpOpenMode.None, SftpAttributes.None), cancellationToken);
                return (file, failure is null ? null : Text(failure) ?? "cannot be opened");
            case FileOutcome.Failed failed:
                return (null, failed.Text);
            default:
                throw new InvalidOperationException("a decision admits or refuses");
        }
    }

    private async Task<string?> MakeAsync(FileOutcome.Admitted admitted, uint mode, CancellationToken cancellationToken) => Text(await service.DoAsync(
        admitted, new SftpRequest.MakeDirectory(0, default, new SftpAttributes { Permissions = mode }), cancellationToken));

    private async Task<bool> IsDirectoryAsync(FilePath path, CancellationToken cancellationToken) =>
        await service.Questions.FollowAsync(path, cancellationToken) is { Path: { } place }
        && await service.Questions.LookAsync(place, cancellationToken) is { Attributes.IsDirectory: true };

    private ValueTask RefuseAsync(FilePath path, string? problem, CancellationToken cancellationToken)
    {
        _complete = false;
        return agent.WarnAsync($"{Encoding.UTF8.GetString(path.Bytes.Span)}: {problem}", cancellationToken);
    }

    /// <summary>In a directory the record's name counts; a single file goes to exactly the path that was given.</summary>
    private FilePath PathOf(byte[] name)
    {
        var level = _levels.Peek();
        return level.IsDirectory ? FilePaths.Join(level.Path, name) : level.Path;
    }

    private static string? Text(SftpReply.Status status) =>
        status.Code == SftpStatus.Ok ? null : string.IsNullOrEmpty(status.Text) ? status.Code.ToString() : status.Text;

    private sealed record Level(FilePath Path, bool IsDirectory, ScpRecord.Times? Times, uint? Mode);
}
