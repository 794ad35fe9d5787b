using System.Globalization;
using SshGate.Terminal;

namespace SshGate.Gateway.Approvals;

/// <summary>What of a command is not as it was asked for, in words for its agent.</summary>
internal static class BindingDifferences
{
    // Enough to find the fault; a command that differs in more is simply another one.
    private const int MaxWords = 5;

    /// <summary>The differences; empty when there are none that the digest covers.</summary>
    public static IReadOnlyList<string> Of(ApprovalRequest asked, CommandBinding now) =>
        [.. All(asked, now).Take(MaxWords)];

    private static IEnumerable<string> All(ApprovalRequest asked, CommandBinding now)
    {
        if (asked.Target != now.Target || asked.Account != now.Account)
        {
            yield return $"it was asked for {asked.Account} at {asked.Target}, and this is {now.Account} at {now.Target}";
        }

        if (asked.Context != now.CommandLine.Context)
        {
            yield return $"it was asked for as {Word(asked.Context)}, and this is {Word(now.CommandLine.Context)}";
        }

        if (!asked.Command.Span.SequenceEqual(now.Command.Span))
        {
            yield return $"the command differs from byte {FirstDifference(asked.Command, now.Command)} on";
        }

        if (Input(asked.Input, now.Input) is { } input)
        {
            yield return input;
        }

        foreach (var variable in Variables(asked.Environment, now.Environment))
        {
            yield return variable;
        }

        if (asked.Directory != now.Directory)
        {
            yield return $"the directory was {Place(asked.Directory)} and is {Place(now.Directory)}";
        }

        if (asked.HasTerminal != now.HasTerminal)
        {
            yield return asked.HasTerminal
                ? "it was asked for with a terminal, and this has none"
                : "it was asked for without a terminal, and this has one";
        }
    }

    private static string? Input(ReadOnlyMemory<byte>? asked, ReadOnlyMemory<byte>? now) => (asked, now) switch
    {
        (null, null) => null,
        (null, _) => "there was no standard input that is code, and now there is",
        (_, null) => "there was standard input that is code, and now there is none",
        var (before, after) => before.Value.Span.SequenceEqual(after.Value.Span)
            ? null
            : $"standard input differs from byte {FirstDifference(before.Value, after.Value)} on",
    };

    private static IEnumerable<string> Variables(
        IReadOnlyList<KeyValuePair<string, string>> asked, IReadOnlyList<KeyValuePair<string, string>> now)
    {
        foreach (var (name, value) in asked)
        {
            if (!now.Any(variable => variable.Key == name))
            {
                yield return $"the variable {name} is missing";
            }
            else if (!now.Any(variable => variable.Key == name && variable.Value == value))
            {
                yield return $"the variable {name} has another value";
            }
        }

        foreach (var (name, _) in now)
        {
            if (!asked.Any(variable => variable.Key == name))
            {
                yield return $"the variable {name} was not there";
            }
        }
    }

    private static string FirstDifference(ReadOnlyMemory<byte> asked, ReadOnlyMemory<byte> now) =>
        asked.Span.CommonPrefixLength(now.Span).ToString(CultureInfo.InvariantCulture);

    private static string Place(string? directory) =>
        directory is null ? "the account's own" : Printable.Escape(directory);

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
