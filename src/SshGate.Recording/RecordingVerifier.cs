namespace SshGate.Recording;

/// <summary>Tells whether a recording is as it was written, and if not, where it is not. Bounded memory; never throws for what stands in the file.</summary>
public static class RecordingVerifier
{
    /// <summary>Verifies the chain, the seal and the bytes of a recording.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Task<RecordingVerification> VerifyAsync(string path, CancellationToken cancellationToken) =>
        VerifyAsync(path, expectedDigest: null, cancellationToken);

    /// <summary>
    /// As above, and the seal must be the one that was kept elsewhere: the chain alone cannot show that somebody wrote the
    /// whole file anew.
    /// </summary>
    public static async Task<RecordingVerification> VerifyAsync(
        string path, string? expectedDigest, CancellationToken cancellationToken)
    {
        using var scanner = new LineScanner(path);
        if (await scanner.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } first)
        {
            return new RecordingVerification.Broken(1, scanner.Torn.IsEmpty ? "the file is empty" : "the header line is cut off");
        }

        var header = HeaderLine.Parse(first, out var isOurs);
        if (header is null || !isOurs)
        {
            return new RecordingVerification.Broken(1, header is null
                ? "the line is no asciicast header"
                : "the header has no sshgate object of a known format, so there is no chain to verify");
        }

        using var check = new ChainCheck(header);
        check.Header(first.Span);
        while (check.Broken is null && await scanner.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            check.Line(line, scanner.Line);
        }

        var result = scanner.TooLong
            ? new RecordingVerification.Broken(scanner.Line + 1, $"the line is longer than {LineScanner.MaxLine} bytes")
            : check.End(scanner.Torn.Length);
        return result is RecordingVerification.Ok ok && expectedDigest is not null && ok.Seal.Digest != expectedDigest
            ? new RecordingVerification.Broken(scanner.Line, "the seal is not the one that was noted when the session ended")
            : result;
    }
}
