using System.Text.Json;
using SshGate.Policy;

namespace SshGate.Cli.Policy;

/// <summary>Reads JSON lines from standard input and writes one line for each to standard output.</summary>
internal static class JsonLines
{
    public static async Task MapAsync(Func<JsonElement, string, CommandContext, ShellDialect, string> map, CancellationToken cancellationToken)
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        for (var number = 1; await input.ReadLineAsync(cancellationToken) is { } text; number++)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            try
            {
                using var document = JsonDocument.Parse(text);
                var root = document.RootElement;
                var context = root.TryGetProperty("context", out var name) ? Parse<CommandContext>(name.GetString(), "context") : CommandContext.Exec;
                var shell = root.TryGetProperty("shell", out var kind) ? Parse<ShellDialect>(kind.GetString(), "shell") : ShellDialect.Posix;
                var result = map(root.GetProperty("id"), root.GetProperty("line").GetString() ?? "", context, shell);
                await output.WriteLineAsync(result.AsMemory(), cancellationToken);
            }
            catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new CliException(
                    ExitCodes.BadInput, $"standard input, line {number}: {failure.Message}", "each line is a JSON object with id, line and context", failure);
            }
        }
    }

    private static T Parse<T>(string? name, string what)
        where T : struct, Enum =>
        Enum.TryParse<T>(name, true, out var value) && name is not null && name.All(char.IsAsciiLetter)
            ? value
            : throw new FormatException($"unknown {what} '{name}'");
}
