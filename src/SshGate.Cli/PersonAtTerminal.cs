namespace SshGate.Cli;

/// <summary>Asks the person at the terminal.</summary>
internal static class PersonAtTerminal
{
    /// <summary>One line, or null at the end of the input; Ctrl-C ends the waiting at once.</summary>
    public static Task<string?> ReadLineAsync(TextReader person, CancellationToken cancellationToken) =>

        // The console's own ReadLineAsync blocks until Enter and looks at the token only before.
        Task.Run(person.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
}
