using SshGate.Policy.Files;

namespace SshGate.Policy.Classification;

/// <summary>What a file operation does: its own kind, and what the paths are that it names or reaches.</summary>
internal static class FileAnalysis
{
    private const uint SetUserOrGroup = 0xC00;

    public static void Analyze(CommandLine line, Report report)
    {
        var whole = new SourceSpan(0, line.Source.Length);
        if (line.File is not { } operation)
        {
            report.AddEffective("?");
            report.Add(RiskClass.Opaque, $"cannot be read: {line.Error?.Message}", whole);
            return;
        }

        report.AddEffective(operation.CommandName);
        string?[] paths = [.. operation.Paths.Select(path => path.Text)];
        var risks = Risks(operation).Distinct().ToList();
        // Each risk is an element of its own: a rule about one of them holds whatever the others are.
        foreach (var group in risks.GroupBy(risk => risk.Risk))
        {
            report.Begin(new CommandUse(operation.CommandName, paths));
            foreach (var (risk, text) in group)
            {
                report.Add(risk, text, whole);
            }
        }

        if (risks.Count == 0)
        {
            report.Begin(new CommandUse(operation.CommandName, paths));
        }

        report.Resume(null);
    }

    private static IEnumerable<(RiskClass Risk, string Text)> Risks(FileOperation operation)
    {
        foreach (var path in operation.Paths.Where(path => !path.IsPlain))
        {
            yield return (RiskClass.Opaque, $"the path {Report.Short(path.ToString())} holds bytes that a person cannot read");
        }

        var isExisting = operation.Effects.HasFlag(FileEffects.Existing);
        switch (operation.Kind)
        {
            case FileOperationKind.Write when isExisting || (operation.Effects.HasFlag(FileEffects.Truncate) && !operation.Effects.HasFlag(FileEffects.Create)):
                yield return (RiskClass.Destructive, "overwrites a file that exists");
                break;
            case FileOperationKind.Write or FileOperationKind.Append:
                yield return (RiskClass.Write, "writes a file");
                break;
            case FileOperationKind.Rename when isExisting:
                yield return (RiskClass.Destructive, "the new name exists and would be overwritten");
                break;
            case FileOperationKind.Rename:
                yield return (RiskClass.Write, "renames");
                break;
            case FileOperationKind.Remove or FileOperationKind.RemoveDirectory:
                yield return (RiskClass.Destructive, "removes");
                break;
            case FileOperationKind.Link:
                yield return (RiskClass.Write, "makes a second name for a file");
                break;
            case FileOperationKind.Symlink:
                yield return (RiskClass.Write, "makes a link");
                break;
            case FileOperationKind.Attributes:
                yield return (RiskClass.Write, "changes attributes");
                break;
            case FileOperationKind.MakeDirectory:
                yield return (RiskClass.Write, "makes a directory");
                break;
            case FileOperationKind.Copy:
                yield return (RiskClass.Write, "copies on the target");
                break;
        }

        foreach (var risk in AttributeRisks(operation).Concat(PathRisks(operation)))
        {
            yield return risk;
        }
    }

    private static IEnumerable<(RiskClass Risk, string Text)> AttributeRisks(FileOperation operation)
    {
        if (operation.Size is not null)
        {
            yield return (RiskClass.Destructive, "sets the size of a file: what is past it is gone");
        }

        if (operation.Owner is not null)
        {
            yield return (RiskClass.Privilege, "changes the owner");
        }

        if ((operation.Mode & SetUserOrGroup) > 0)
        {
            yield return (RiskClass.Privilege, "sets a bit that makes the file run as its owner or group");
        }
    }

    private static IEnumerable<(RiskClass Risk, string Text)> PathRisks(FileOperation operation)
    {
        var isChange = operation.Kind is not (FileOperationKind.List or FileOperationKind.Stat or FileOperationKind.Read);
        var movesTrees = operation.Kind is FileOperationKind.Rename or FileOperationKind.Symlink or FileOperationKind.Link
            or FileOperationKind.Remove or FileOperationKind.RemoveDirectory or FileOperationKind.Attributes;
        var isContentRead = operation.Kind is FileOperationKind.Read or FileOperationKind.List or FileOperationKind.Link
            or FileOperationKind.Symlink or FileOperationKind.Rename or FileOperationKind.Copy
            || operation.Effects.HasFlag(FileEffects.AlsoRead)
            || (operation.Kind == FileOperationKind.Attributes && operation.Mode is not null);
        foreach (var path in operation.Paths)
        {
            if (isChange && (WritePaths.IsCode(path.Text) || (movesTrees && WritePaths.HoldsCode(path.Text))))
            {
                yield return (RiskClass.Privilege, $"at {Report.Short(path.ToString())} a change decides what runs or who may log in");
            }

            if (isContentRead && SecretPaths.IsSecret(path.Text, []))
            {
                yield return (RiskClass.Exfil, $"{Report.Short(path.ToString())} holds secrets");
            }
        }
    }
}
