using SshGate.Gateway.Sessions;
using SshGate.Policy.Files;
using SshGate.Ssh;
using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// One agent's SFTP requests, one after another as a server takes them: looks and reads on open files are sent on at once, whatever
/// opens, changes or removes something waits for its decision, and what comes behind it waits in the channel.
/// </summary>
internal sealed class SftpConversation(SessionScope scope, SftpAgent agent, FileService service)
{
    private readonly HashSet<string> _toldExtensions = new(StringComparer.Ordinal);

    /// <summary>Serves until the agent sends no more and has every answer.</summary>
    /// <exception cref="SshProtocolException">The agent broke the protocol.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await agent.ReadAsync(cancellationToken) is not { } first)
        {
            return;
        }

        if (SftpVersionCodec.Read(first, SftpMessage.Init).Version < SftpLimits.Version)
        {
            throw new SshProtocolException(DisconnectReason.ProtocolError, "The SFTP version is older than 3.");
        }

        await agent.SendAsync(new SftpVersion(SftpLimits.Version, SftpExtensions.All), cancellationToken);
        while (await agent.ReadAsync(cancellationToken) is { } packet)
        {
            await HandleAsync(SftpRequestCodec.Read(packet), cancellationToken);
        }

        if (service.IsOpen)
        {
            await service.Target.DrainAsync(cancellationToken);
        }
    }

    private async Task HandleAsync(SftpRequest request, CancellationToken cancellationToken)
    {
        if (request is SftpRequest.UnknownExtension unknown)
        {
            await RefuseExtensionAsync(unknown, cancellationToken);
            return;
        }

        if (await service.TryOpenAsync(cancellationToken) is { } refused)
        {
            await FailAsync(request.Id, refused, cancellationToken);
            return;
        }

        switch (request)
        {
            case SftpRequest.Read read:
                await ReadAsync(read, cancellationToken);
                break;
            case SftpRequest.Write write:
                await WriteAsync(write, cancellationToken);
                break;
            case SftpRequest.ReadDirectory read:
                await ContinueAsync(request, read.Handle, handle => read with { Handle = handle }, cancellationToken);
                break;
            case SftpRequest.Fstat fstat:
                await ContinueAsync(request, fstat.Handle, handle => fstat with { Handle = handle }, cancellationToken);
                break;
            case SftpRequest.FstatVfs fstat:
                await ContinueAsync(request, fstat.Handle, handle => fstat with { Handle = handle }, cancellationToken);
                break;
            case SftpRequest.Fsync fsync:
                await ContinueAsync(request, fsync.Handle, handle => fsync with { Handle = handle }, cancellationToken);
                break;
            case SftpRequest.FsetStat set when service.Files.Find(set.Handle.Span) is { } file && FileActs.IsPart(file, set):
                await ContinueAsync(request, set.Handle, handle => set with { Handle = handle }, cancellationToken);
                break;
            case SftpRequest.Close close:
                await CloseAsync(close, cancellationToken);
                break;
            case SftpRequest.Limits:
                await LimitsAsync(request.Id, cancellationToken);
                break;
            case SftpRequest.UsersGroups:
                await RelayQuestionAsync(request, cancellationToken);
                break;
            case SftpRequest.RealPath or SftpRequest.Stat or SftpRequest.Lstat or SftpRequest.ReadLink or SftpRequest.StatVfs
                or SftpRequest.ExpandPath or SftpRequest.HomeDirectory:
                await LookAsync(request, cancellationToken);
                break;
            case SftpRequest.Open or SftpRequest.OpenDirectory:
                await OpenAsync(request, cancellationToken);
                break;
            default:
                await ChangeAsync(request, cancellationToken);
                break;
        }
    }

    /// <summary>Names and attributes: nothing that is disclosed beyond a listing.</summary>
    private async Task LookAsync(SftpRequest request, CancellationToken cancellationToken)
    {
        var questions = service.Questions;
        var path = request switch
        {
            SftpRequest.RealPath look => questions.Absolute(look.Path.Span),
            SftpRequest.Stat look => questions.Absolute(look.Path.Span),
            SftpRequest.Lstat look => questions.Absolute(look.Path.Span),
            SftpRequest.ReadLink look => questions.Absolute(look.Path.Span),
            SftpRequest.StatVfs look => questions.Absolute(look.Path.Span),
            SftpRequest.ExpandPath look => new FilePath(look.Path.Span),
            SftpRequest.HomeDirectory look => new FilePath(look.User.Span),
            _ => throw new InvalidOperationException("not a look"),
        };
        if (IsMissingOnTarget(request))
        {
            await FailAsync(request.Id, SftpStatus.OperationUnsupported, "the target does not offer this extension", cancellationToken);
            return;
        }

        switch (await service.Decisions.LookAsync(path, cancellationToken))
        {
            case FileOutcome.Admitted admitted:
                await service.Target.ExecuteAsync(admitted.Proof, request, RelayTo(request.Id), cancellationToken);
                break;
            case FileOutcome.Failed failed:
                await FailAsync(request.Id, failed, cancellationToken);
                break;
        }
    }

    private async Task OpenAsync(SftpRequest request, CancellationToken cancellationToken)
    {
        if (service.Files.IsFull)
        {
            // Nobody is asked about what cannot be opened anyway.
            await FailAsync(request.Id, SftpStatus.Failure, $"more than {FileLimits.MaxOpenFiles} files are open", cancellationToken);
            return;
        }

        var outcome = request switch
        {
            SftpRequest.Open open => await service.Decisions.OpenAsync(
                open.Path, open.Flags, open.Attributes.Permissions, FileEffects.None, cancellationToken),
            SftpRequest.OpenDirectory open => await service.Decisions.ListAsync(open.Path, cancellationToken),
            _ => throw new InvalidOperationException("not an opening"),
        };
        switch (outcome)
        {
            case FileOutcome.Admitted admitted:
                var (file, failure) = await service.OpenAsync(admitted, request, cancellationToken);
                if (file is null)
                {
                    await agent.SendAsync(failure! with { Id = request.Id }, cancellationToken);
                    break;
                }

                await agent.SendAsync(new SftpReply.Handle(request.Id, service.Files.HandleOf(file)), cancellationToken);
                break;
            case FileOutcome.Failed failed:
                await FailAsync(request.Id, failed, cancellationToken);
                break;
        }
    }

    private async Task ChangeAsync(SftpRequest request, CancellationToken cancellationToken)
    {
        if (IsMissingOnTarget(request))
        {
            await FailAsync(request.Id, SftpStatus.OperationUnsupported, "the target does not offer this extension", cancellationToken);
            return;
        }

        var decisions = service.Decisions;
        var outcome = request switch
        {
            SftpRequest.Remove remove => await decisions.RemoveAsync(FileOperationKind.Remove, remove.Path, cancellationToken),
            SftpRequest.RemoveDirectory remove => await decisions.RemoveAsync(FileOperationKind.RemoveDirectory, remove.Path, cancellationToken),
            SftpRequest.MakeDirectory make => await decisions.MakeDirectoryAsync(make.Path, make.Attributes.Permissions, cancellationToken),
            SftpRequest.Rename rename => await decisions.RenameAsync(FileOperationKind.Rename, rename.From, rename.To, cancellationToken),
            SftpRequest.PosixRename rename => await decisions.RenameAsync(FileOperationKind.Rename, rename.From, rename.To, cancellationToken),
            SftpRequest.HardLink link => await decisions.RenameAsync(FileOperationKind.Link, link.From, link.To, cancellationToken),
            SftpRequest.SymbolicLink link => await decisions.SymlinkAsync(link.Link, link.LeadsTo, cancellationToken),
            SftpRequest.SetStat set => await decisions.AttributesAsync(set.Path, set.Attributes, follow: true, cancellationToken),
            SftpRequest.LsetStat set => await decisions.AttributesAsync(set.Path, set.Attributes, follow: false, cancellationToken),
            SftpRequest.FsetStat set => service.Files.Find(set.Handle.Span) is { } file
                ? await decisions.AttributesAsync(file, set.Attributes, cancellationToken)
                : NoSuchHandle,
            SftpRequest.CopyData copy => service.Files.Find(copy.From.Span) is { CanRead: true } from
                && service.Files.Find(copy.To.Span) is { CanWrite: true } to
                    ? await decisions.CopyAsync(from, to, cancellationToken)
                    : NoSuchHandle,
            _ => throw new InvalidOperationException("a request of an unknown kind"),
        };
        switch (outcome)
        {
            case FileOutcome.Admitted admitted:
                var status = await service.DoAsync(admitted, WithTargetHandles(request), cancellationToken);
                await agent.SendAsync(status with { Id = request.Id }, cancellationToken);
                break;
            case FileOutcome.Failed failed:
                await FailAsync(request.Id, failed, cancellationToken);
                break;
        }
    }

    private async Task ReadAsync(SftpRequest.Read read, CancellationToken cancellationToken)
    {
        if (service.Files.Find(read.Handle.Span) is not { CanRead: true } file)
        {
            await FailAsync(read.Id, NoSuchHandle, cancellationToken);
            return;
        }

        var (id, offset) = (read.Id, read.Offset);
        await service.Target.ContinueAsync(
            file,
            read with { Handle = file.TargetHandle, Length = Math.Min(read.Length, SftpLimits.MaxData) },
            async (reply, cancel) =>
            {
                switch (reply)
                {
                    case SftpReply.Data data:
                        file.Down.Add(offset, data.Bytes.Span);
                        break;
                    case SftpReply.Status { Code: SftpStatus.Eof }:
                        file.SawEnd = true;
                        break;
                }

                await agent.SendAsync(reply with { Id = id }, cancel);
            },
            cancellationToken);
    }

    private async Task WriteAsync(SftpRequest.Write write, CancellationToken cancellationToken)
    {
        if (service.Files.Find(write.Handle.Span) is not { CanWrite: true } file)
        {
            await FailAsync(write.Id, NoSuchHandle, cancellationToken);
            return;
        }

        if (file.Operation.Kind == FileOperationKind.Append)
        {
            file.Up.Append(write.Data.Span);
        }
        else
        {
            file.Up.Add(write.Offset, write.Data.Span);
        }

        var id = write.Id;
        await service.Target.ContinueAsync(
            file,
            write with { Handle = file.TargetHandle },
            (reply, cancel) =>
            {
                file.HasFailedWrite |= reply is not SftpReply.Status { Code: SftpStatus.Ok };
                return agent.SendAsync(reply with { Id = id }, cancel);
            },
            cancellationToken);
    }

    private async Task CloseAsync(SftpRequest.Close close, CancellationToken cancellationToken)
    {
        if (service.Files.Find(close.Handle.Span) is not { } file)
        {
            await FailAsync(close.Id, NoSuchHandle, cancellationToken);
            return;
        }

        file.IsClosing = true;
        var id = close.Id;
        await service.Target.ContinueAsync(
            file,
            close with { Handle = file.TargetHandle },
            async (reply, cancel) =>
            {
                await service.ClosedAsync(file, (reply as SftpReply.Status)?.Code ?? SftpStatus.Failure, cancel);
                await agent.SendAsync(reply with { Id = id }, cancel);
            },
            cancellationToken);
    }

    private async Task ContinueAsync(
        SftpRequest request, ReadOnlyMemory<byte> handle, Func<ReadOnlyMemory<byte>, SftpRequest> withHandle, CancellationToken cancellationToken)
    {
        if (service.Files.Find(handle.Span) is not { } file)
        {
            await FailAsync(request.Id, NoSuchHandle, cancellationToken);
            return;
        }

        var onward = withHandle(file.TargetHandle);
        if (IsMissingOnTarget(request) || !FileActs.IsPart(file, onward))
        {
            await FailAsync(request.Id, SftpStatus.OperationUnsupported, "this file is not open for that", cancellationToken);
            return;
        }

        await service.Target.ContinueAsync(file, onward, RelayTo(request.Id), cancellationToken);
    }

    /// <summary>The smaller of the target's limits and the gate's own.</summary>
    private async Task LimitsAsync(uint id, CancellationToken cancellationToken)
    {
        var theirs = service.Target.Offers(SftpExtensions.Limits)
            && await service.Target.AskAsync(new SftpRequest.Limits(0), cancellationToken) is SftpReply.Extended extended
                ? SftpServerLimits.Parse(extended.Body)
                : new SftpServerLimits(FileLimits.SafeData + 1024, FileLimits.SafeData, FileLimits.SafeData, 0);
        var ours = theirs.AtMost(new SftpServerLimits(SftpLimits.MaxPacket, SftpLimits.MaxData, SftpLimits.MaxData, FileLimits.MaxOpenFiles));
        await agent.SendAsync(new SftpReply.Extended(id, ours.ToBytes()), cancellationToken);
    }

    private async Task RelayQuestionAsync(SftpRequest request, CancellationToken cancellationToken)
    {
        if (IsMissingOnTarget(request))
        {
            await FailAsync(request.Id, SftpStatus.OperationUnsupported, "the target does not offer this extension", cancellationToken);
            return;
        }

        await agent.SendAsync((await service.Target.AskAsync(request, cancellationToken)) with { Id = request.Id }, cancellationToken);
    }

    /// <summary>What is not known cannot be judged, so it is never sent; as any server answers that does not have it.</summary>
    private async Task RefuseExtensionAsync(SftpRequest.UnknownExtension unknown, CancellationToken cancellationToken)
    {
        if (_toldExtensions.Count < FileLimits.MaxToldExtensions && _toldExtensions.Add(unknown.Name))
        {
            await scope.Session.Connection.AuditRefusalAsync("SFTP extension", unknown.Name, cancellationToken);
        }

        await FailAsync(unknown.Id, SftpStatus.OperationUnsupported, "sshgate: this extension is not let through", cancellationToken);
    }

    private bool IsMissingOnTarget(SftpRequest request) => request switch
    {
        SftpRequest.PosixRename => !service.Target.Offers(SftpExtensions.PosixRename),
        SftpRequest.HardLink => !service.Target.Offers(SftpExtensions.HardLink),
        SftpRequest.StatVfs => !service.Target.Offers(SftpExtensions.StatVfs),
        SftpRequest.FstatVfs => !service.Target.Offers(SftpExtensions.FstatVfs),
        SftpRequest.Fsync => !service.Target.Offers(SftpExtensions.Fsync),
        SftpRequest.LsetStat => !service.Target.Offers(SftpExtensions.LsetStat),
        SftpRequest.ExpandPath => !service.Target.Offers(SftpExtensions.ExpandPath),
        SftpRequest.CopyData => !service.Target.Offers(SftpExtensions.CopyData),
        SftpRequest.HomeDirectory => !service.Target.Offers(SftpExtensions.HomeDirectory),
        SftpRequest.UsersGroups => !service.Target.Offers(SftpExtensions.UsersGroups),
        _ => false,
    };

    private SftpRequest WithTargetHandles(SftpRequest request) => request switch
    {
        SftpRequest.FsetStat set => set with { Handle = service.Files.Find(set.Handle.Span)!.TargetHandle },
        SftpRequest.CopyData copy => copy with
        {
            From = service.Files.Find(copy.From.Span)!.TargetHandle,
            To = service.Files.Find(copy.To.Span)!.TargetHandle,
        },
        _ => request,
    };

    private static FileOutcome.Failed NoSuchHandle { get; } = new(SftpStatus.Failure, "no such handle, or it is not open for that");

    private ReplySink RelayTo(uint id) => (reply, cancel) => agent.SendAsync(reply with { Id = id }, cancel);

    private ValueTask FailAsync(uint id, FileOutcome.Failed failed, CancellationToken cancellationToken) =>
        FailAsync(id, failed.Status, failed.Text, cancellationToken);

    private ValueTask FailAsync(uint id, SftpStatus status, string text, CancellationToken cancellationToken) =>
        agent.SendAsync(new SftpReply.Status(id, status, text, ""), cancellationToken);
}
