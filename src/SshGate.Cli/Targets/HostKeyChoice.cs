using SshGate.Ssh.Keys;
using SshGate.Terminal;

namespace SshGate.Cli.Targets;

/// <summary>
/// Somebody has to vouch for scanned host keys: beforehand with fingerprints, or here and now at the terminal.
/// </summary>
internal static class HostKeyChoice
{
    /// <summary>A host key as somebody gives it.</summary>
    public static SshPublicKey Read(string line) => SshPublicKey.TryParseOpenSsh(line, out var key, out _)
        ? key
        : throw new CliException(ExitCodes.Usage, "not a host key", "expected a line as in an OpenSSH .pub file: type, base64");

    /// <summary>Asks the machine, and then whoever can vouch for the answer.</summary>
    public static async Task<IReadOnlyList<SshPublicKey>> ScanAsync(
        string host, int port, IReadOnlyList<string> accepted, TextWriter messages, CancellationToken cancellationToken)
    {
        var found = await HostKeyScan.ScanAsync(host, port, cancellationToken);

        // On another thread: whoever reads the terminal waits for Enter, and Ctrl-C is to end the verb at once.
        return await Task.Run(
            () => Take(found, accepted, messages, Console.IsInputRedirected ? null : Console.In),
            CancellationToken.None).WaitAsync(cancellationToken);
    }

    /// <summary>The keys among those found that somebody vouches for.</summary>
    /// <param name="found">What answered.</param>
    /// <param name="accepted">Fingerprints somebody has compared.</param>
    /// <param name="messages">Where the keys are shown and the question is asked.</param>
    /// <param name="person">Who answers; null when nobody is there.</param>
    public static IReadOnlyList<SshPublicKey> Take(
        IReadOnlyList<SshPublicKey> found,
        IReadOnlyList<string> accepted,
        TextWriter messages,
        TextReader? person)
    {
        foreach (var key in found)
        {
            messages.WriteLine($"{key.KeyType}  {key.Fingerprint}");
        }

        return accepted.Count > 0 ? Compared(found, accepted) : Asked(found, messages, person);
    }

    /// <summary>
    /// Every fingerprint given must be there: one that is not means that this is another machine than expected.
    /// </summary>
    private static IReadOnlyList<SshPublicKey> Compared(IReadOnlyList<SshPublicKey> found, IReadOnlyList<string> accepted)
    {
        var missing = accepted.FirstOrDefault(fingerprint => found.All(key => key.Fingerprint != fingerprint));
        return missing is null
            ? [.. found.Where(key => accepted.Contains(key.Fingerprint, StringComparer.Ordinal))]
            : throw new CliException(
                ExitCodes.Denied,
                $"no host key has the fingerprint {Printable.Escape(missing)}",
                "the address is wrong, or somebody else answers there; nothing was added");
    }

    private static IReadOnlyList<SshPublicKey> Asked(
        IReadOnlyList<SshPublicKey> found,
        TextWriter messages,
        TextReader? person)
    {
        if (person is null)
        {
            throw new CliException(
                ExitCodes.Denied,
                "nobody is here to compare the fingerprints; nothing was added",
                "compare them with the machine, then give --accept FINGERPRINT");
        }

        messages.Write("Are these the machine's own host keys? Type yes, or one fingerprint to pin that key only: ");
        messages.Flush();
        var answer = person.ReadLine()?.Trim() ?? "";
        return answer == "yes" ? found
            : answer.StartsWith("SHA256:", StringComparison.Ordinal) ? Compared(found, [answer])
            : throw new CliException(ExitCodes.Denied, "the host keys were not accepted; nothing was added");
    }
}
