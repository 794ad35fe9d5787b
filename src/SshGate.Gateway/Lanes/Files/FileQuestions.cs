using SshGate.Policy.Files;
using SshGate.Ssh.Sftp;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>
/// Asks the target where paths really are, before anything is decided about them. What is judged, shown and sent is the place that
/// the target names, so that a symbolic link hides nothing.
/// </summary>
internal sealed class FileQuestions(TargetFiles target)
{
    /// <summary>The path from the root, as written.</summary>
    public FilePath Absolute(ReadOnlySpan<byte> path) => FilePaths.Absolute(target.Home, path);

    /// <summary>Where a path leads when links are followed to the end; the last component need not exist.</summary>
    public async Task<PathAnswer> FollowAsync(FilePath path, CancellationToken cancellationToken)
    {
        var answer = await RealPathAsync(path, cancellationToken);
        if (answer is not { Failure.Code: SftpStatus.NoSuchFile })
        {
            return answer;
        }

        // Some servers resolve only what exists: then the directory is asked for, and the name must not be a link to somewhere.
        var place = await PlaceAsync(path, cancellationToken);
        if (place.Path is null)
        {
            return place;
        }

        var there = await LookAsync(place.Path, cancellationToken);
        return there.Attributes is { IsLink: true }
            ? PathAnswer.Failed(SftpStatus.Failure, "the path is a link whose end cannot be found")
            : place;
    }

    /// <summary>The path with the links of its directory followed, and not its own.</summary>
    public async Task<PathAnswer> PlaceAsync(FilePath path, CancellationToken cancellationToken)
    {
        if (!FilePaths.TrySplit(path, out var directory, out var name))
        {
            return await RealPathAsync(path, cancellationToken);
        }

        var answer = await RealPathAsync(directory, cancellationToken);
        return answer.Path is { } real ? new PathAnswer(FilePaths.Join(real, name), null) : answer;
    }

    /// <summary>What is at a path; its own link is not followed.</summary>
    public async Task<PresenceAnswer> LookAsync(FilePath path, CancellationToken cancellationToken) =>
        await target.AskAsync(new SftpRequest.Lstat(0, path.Bytes), cancellationToken) switch
        {
            SftpReply.Attributes attributes => new PresenceAnswer(attributes.Value, null),
            SftpReply.Status status => new PresenceAnswer(null, status),
            _ => new PresenceAnswer(null, Unexpected),
        };

    private static SftpReply.Status Unexpected => new(0, SftpStatus.Failure, "the target's file service gave an answer that does not fit");

    private async Task<PathAnswer> RealPathAsync(FilePath path, CancellationToken cancellationToken) =>
        await target.AskAsync(new SftpRequest.RealPath(0, path.Bytes), cancellationToken) switch
        {
            SftpReply.Name { Names: [{ Name.Span: [(byte)'/', ..] } real] } => new PathAnswer(FilePaths.Clean(real.Name.Span), null),
            SftpReply.Status { Code: not SftpStatus.Ok } status => new PathAnswer(null, status),
            _ => new PathAnswer(null, Unexpected),
        };
}
