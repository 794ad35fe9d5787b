using System.CommandLine;
using SshGate.Policy;

namespace SshGate.Cli.Policy;

/// <summary>Reads the files that the policy verbs take.</summary>
internal static class PolicyFiles
{
    public static Option<string?> PolicyOption() => new("--policy")
    {
        Description = "The policy file; without it, the policy that comes with the program",
    };

    public static Option<bool> JsonOption() => new("--json") { Description = "Print JSON" };

    public static async Task<PolicyDocument> LoadAsync(string? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return PolicyDocument.Default!;
        }

        var load = PolicyDocument.Load(await ReadAsync(file, cancellationToken), file);
        return load.Document ?? throw new CliException(
            ExitCodes.BadInput, string.Join("\nsshgate: error: ", load.Errors), "sshgate policy check says the same and nothing else");
    }

    public static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.BadInput, $"cannot read {file}: {failure.Message}", "give the path of a file that exists", failure);
        }
    }
}
