using System.Globalization;
using System.Text;
using SshGate.Policy.Files;
using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>Gives files to an agent that runs <c>scp</c> from the target.</summary>
internal sealed class ScpDownload(ScpAgent agent, FileService service, ScpCommand command)
{
    /// <summary>Reads sent ahead: 2 MiB on their way, as OpenSSH's client has them.</summary>
    private const int Ahead = 64;

    private const int MaxDepth = 128;

    private bool _complete = true;

    /// <summary>True when everything that was asked for was sent.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (await agent.ReadAnswerAsync(cancellationToken) is not null)
        {
            return false;
        }

        foreach (var path in command.Paths)
        {
            await SendAsync(service.Questions.Absolute(path), 0, cancellationToken);
        }

        return _complete;
    }

    private async Task SendAsync(FilePath path, int depth, CancellationToken cancellationToken)
    {
        var stat = await service.Decisions.LookAsync(path, cancellationToken) switch
        {
            FileOutcome.Admitted admitted => await service.Target.ExchangeAsync(
                sink => service.Target.ExecuteAsync(admitted.Proof, new SftpRequest.Stat(0, path.Bytes), sink, cancellationToken), cancellationToken),
            FileOutcome.Failed failed => new SftpReply.Status(0, failed.Status, failed.Text),
            _ => throw new InvalidOperationException("a decision admits or refuses"),
        };
        if (stat is not SftpReply.Attributes attributes)
        {
            await RefuseAsync(path, Text(stat), cancellationToken);
        }
        else if (!FilePaths.TrySplit(path, out _, out var name) || name.AsSpan().Contains((byte)'\n'))
        {
            await RefuseAsync(path, "not a name that scp can carry", cancellationToken);
        }
        else if (attributes.Value.IsRegular)
        {
            await SendFileAsync(path, name, cancellationToken);
        }
        else if (attributes.Value.IsDirectory && command.IsRecursive && depth < MaxDepth)
        {
            await SendDirectoryAsync(path, name, attributes.Value, depth, cancellationToken);
        }
        else
        {
            await RefuseAsync(path, "not a regular file", cancellationToken);
        }
    }

    private async Task SendFileAsync(FilePath path, byte[] name, CancellationToken cancellationToken)
    {
        var (file, problem) = await OpenAsync(
            await service.Decisions.OpenAsync(path.Bytes, SftpOpenMode.Read, null, FileEffects.None, cancellationToken),
            new SftpRequest.Open(0, path.Bytes, SftpOpenMode.Read, SftpAttributes.None),
            cancellationToken);
        if (file is null)
        {
            await RefuseAsync(path, problem, cancellationToken);
            return;
        }

        var request = new SftpRequest.Fstat(0, file.TargetHandle);
        var stat = await service.Target.ExchangeAsync(sink => service.Target.ContinueAsync(file, request, sink, cancellationToken), cancellationToken);
        if (stat is SftpReply.Attributes { Value: { Size: { } size } attributes } && size <= long.MaxValue
            && await AnnounceAsync('C', attributes, size, name, cancellationToken))
        {
            var sent = await SendContentAsync(file, (long)size, cancellationToken);
            if (sent)
            {
                await agent.AcknowledgeAsync(cancellationToken);
            }
            else
            {
                await RefuseAsync(path, "the file became shorter, or could not be read", cancellationToken);
            }

            _complete &= await agent.ReadAnswerAsync(cancellationToken) is null;
        }

        await service.CloseAsync(file, cancellationToken);
    }

    /// <summary>Exactly as many bytes as were announced; false when the file did not have them and zeros took their place.</summary>
    private async Task<bool> SendContentAsync(OpenFile file, long size, CancellationToken cancellationToken)
    {
        var ahead = new Queue<(long Offset, int Length, Task<SftpReply> Reply)>();
        var isWhole = true;
        long asked = 0;
        long sent = 0;
        while (sent < size)
        {
            while (asked < size && ahead.Count < Ahead)
            {
                var length = (int)Math.Min(size - asked, FileLimits.SafeData);
                ahead.Enqueue((asked, length, ReadAsync(file, asked, length, cancellationToken)));
                asked += length;
            }

            var (offset, expected, reply) = ahead.Dequeue();
            for (var end = offset + expected; sent < end;)
            {
                if (await reply is SftpReply.Data { Bytes.Length: > 0 } data && data.Bytes.Length <= end - sent)
                {
                    file.Down.Add((ulong)sent, data.Bytes.Span);
                    await agent.SendAsync(data.Bytes, cancellationToken);
                    sent += data.Bytes.Length;
                }
                else
                {
                    isWhole = false;
                    await agent.SendAsync(new byte[end - sent], cancellationToken);
                    sent = end;
                }

                // A short answer: the rest is asked for again.
                reply = sent < end ? ReadAsync(file, sent, (int)(end - sent), cancellationToken) : reply;
            }
        }

        file.SawEnd = isWhole;
        return isWhole;
    }

    private Task<SftpReply> ReadAsync(OpenFile file, long offset, int length, CancellationToken cancellationToken) =>
        service.Target.ExchangeAsync(
            sink => service.Target.ContinueAsync(
                file, new SftpRequest.Read(0, file.TargetHandle, (ulong)offset, (uint)length), sink, cancellationToken),
            cancellationToken);

    private async Task SendDirectoryAsync(FilePath path, byte[] name, SftpAttributes attributes, int depth, CancellationToken cancellationToken)
    {
        var (directory, problem) = await OpenAsync(
            await service.Decisions.ListAsync(path.Bytes, cancellationToken), new SftpRequest.OpenDirectory(0, path.Bytes), cancellationToken);
        if (directory is null)
        {
            await RefuseAsync(path, problem, cancellationToken);
            return;
        }

        if (await AnnounceAsync('D', attributes, 0, name, cancellationToken))
        {
            var request = new SftpRequest.ReadDirectory(0, directory.TargetHandle);
            while (await service.Target.ExchangeAsync(
                sink => service.Target.ContinueAsync(directory, request, sink, cancellationToken), cancellationToken) is SftpReply.Name names)
            {
                foreach (var entry in names.Names.Where(entry => !entry.Name.Span.SequenceEqual("."u8) && !entry.Name.Span.SequenceEqual(".."u8)))
                {
                    await SendAsync(FilePaths.Join(path, entry.Name.Span), depth + 1, cancellationToken);
                }
            }

            await agent.SendAsync("E\n"u8.ToArray(), cancellationToken);
            _complete &= await agent.ReadAnswerAsync(cancellationToken) is null;
        }

        await service.CloseAsync(directory, cancellationToken);
    }

    /// <summary>Times and the head of a file or directory; false when the agent does not want it.</summary>
    private async Task<bool> AnnounceAsync(char letter, SftpAttributes attributes, ulong size, byte[] name, CancellationToken cancellationToken)
    {
        if (command.KeepsTimes && attributes.Times is { } times)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"T{times.Modification} 0 {times.Access} 0");
            await agent.SendAsync(ScpRecord.Line(line, default), cancellationToken);
            if (await agent.ReadAnswerAsync(cancellationToken) is not null)
            {
                _complete = false;
                return false;
            }
        }

        var mode = Convert.ToString((attributes.Permissions ?? 0x1A4) & 0xFFF, 8).PadLeft(4, '0');
        await agent.SendAsync(
            ScpRecord.Line(string.Create(CultureInfo.InvariantCulture, $"{letter}{mode} {size} "), name), cancellationToken);
        if (await agent.ReadAnswerAsync(cancellationToken) is null)
        {
            return true;
        }

        _complete = false;
        return false;
    }

    private async Task<(OpenFile? File, string? Problem)> OpenAsync(FileOutcome outcome, SftpRequest request, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case FileOutcome.Admitted admitted:
                var (file, failure) = await service.OpenAsync(admitted, request, cancellationToken);
                return (file, failure is null ? null : Text(failure));
            case FileOutcome.Failed failed:
                return (null, failed.Text);
            default:
                throw new InvalidOperationException("a decision admits or refuses");
        }
    }

    private ValueTask RefuseAsync(FilePath path, string? problem, CancellationToken cancellationToken)
    {
        _complete = false;
        return agent.WarnAsync($"{Encoding.UTF8.GetString(path.Bytes.Span)}: {problem}", cancellationToken);
    }

    private static string Text(SftpReply reply) => reply is SftpReply.Status status
        ? string.IsNullOrEmpty(status.Text) ? status.Code.ToString() : status.Text
        : "the target's answer does not fit";
}
