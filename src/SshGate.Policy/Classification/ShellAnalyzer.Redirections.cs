using SshGate.Policy.Syntax;

namespace SshGate.Policy.Classification;

/// <summary>Redirections: what is opened, in which direction, and what standard input becomes.</summary>
internal sealed partial class ShellAnalyzer
{
    private InputText Redirect(IReadOnlyList<Redirection> redirections, InputText input)
    {
        foreach (var redirection in redirections)
        {
            var target = redirection.Kind == RedirectionKind.HereDocument ? null : ResolveOne(redirection.Target);
            if (redirection.Descriptor is ['{', ..] variable)
            {
                CheckAssignable(variable.Trim('{', '}'), redirection.Span);
                _state.Forget(variable.Trim('{', '}'));
            }
            else if (MayBeZsh && redirection.Descriptor is { Length: > 1 })
            {
                Add(RiskClass.Opaque, "a descriptor of several digits, which other shells take for an argument", redirection.Span);
            }

            if (redirection.Kind is RedirectionKind.DuplicateInput or RedirectionKind.DuplicateOutput
                && target?.Text is { } descriptor && descriptor.TrimEnd('-').All(char.IsAsciiDigit))
            {
                // No file: what is open already.
            }
            else if (target?.Text is { } path && Report.Redirected.Count < ShellState.MaxVariables)
            {
                Report.Redirected.Add(path);
            }
            else if (redirection.Kind is not (RedirectionKind.HereDocument or RedirectionKind.HereString))
            {
                Report.HasUnknownRedirection = true;
            }

            var isInput = redirection.Descriptor is null or "0";
            switch (redirection.Kind)
            {
                case RedirectionKind.HereDocument:
                    var body = ResolveParts(redirection.Document!.Body.Parts, true).Content;
                    input = isInput ? Literal(body, redirection.Document.StripsTabs) : input;
                    break;
                case RedirectionKind.HereString:
                    input = isInput ? Literal(target!.Content, false) : input;
                    break;
                case RedirectionKind.Input:
                    CheckRead(redirection, target!);
                    input = isInput ? InputText.Data : input;
                    break;
                case RedirectionKind.DuplicateInput:
                    CheckDescriptor(redirection, target!);
                    input = isInput ? InputText.Data : input;
                    break;
                case RedirectionKind.DuplicateOutput:
                    CheckDescriptor(redirection, target!);
                    break;
                default:
                    CheckWrite(redirection, target!);
                    break;
            }
        }

        return input;
    }

    private static InputText Literal(TextSet content, bool stripsTabs)
    {
        if (content.Values is not [var text])
        {
            return InputText.Data;
        }

        var lines = stripsTabs ? string.Join('\n', text.Split('\n').Select(line => line.TrimStart('\t'))) : text;
        return new InputText(InputSource.Literal, lines);
    }

    private void CheckRead(Redirection redirection, Argument whole)
    {
        // bash expands a pattern that matches one file; zsh opens every file that braces or a pattern stand for.
        if (redirection.Target.Parts.All(part => part is LiteralPart or QuotedPart))
        {
            foreach (var one in Resolve(redirection.Target))
            {
                CheckRead(one);
            }
        }
        else
        {
            CheckRead(whole);
        }
    }

    private void CheckRead(Argument target)
    {
        if (target.Content.Patterns.Concat(target.Content.Values ?? []).Any(IsNetworkPath))
        {
            Report.Add(RiskClass.Exfil, "opens a network connection", target.Span);
        }

        CheckSecret(target, true);
    }

    private void CheckDescriptor(Redirection redirection, Argument target)
    {
        if (target.Text is { Length: > 0 } text && (text == "-" || text.All(char.IsAsciiDigit) || (Dialect == ShellDialect.Bash && text.TrimEnd('-').All(char.IsAsciiDigit))))
        {
            return;
        }

        if (redirection.Kind == RedirectionKind.DuplicateOutput)
        {
            CheckWrite(redirection, target);
            return;
        }

        Report.Add(RiskClass.Opaque, "duplicates a descriptor that is not known", target.Span);
    }

    private void CheckWrite(Redirection redirection, Argument target)
    {
        if ((target.Text is "/dev/null" or "/dev/stdout" or "/dev/stderr" || IsDescriptorPath(target.Text))
            && (redirection.Kind != RedirectionKind.ReadWrite || target.Text == "/dev/null"))
        {
            return;
        }

        if (target.Content.Prefix == "/dev/fd/" && target.Content.Values is null)
        {
            // >(command): the command was judged.
            return;
        }

        var name = target.Text;
        var risk = name is null ? RiskClass.Write
            : IsNetworkPath(name) ? RiskClass.Exfil
            : name.StartsWith("/dev/", StringComparison.Ordinal) || redirection.Kind == RedirectionKind.Output && name.StartsWith("/var/log/", StringComparison.Ordinal)
                ? RiskClass.Destructive
            : WritePaths.IsCode(name, _state.Directories) ? RiskClass.Privilege
            : RiskClass.Write;
        Report.Add(risk, name is null ? "writes to a file that is not known" : $"writes to {Classification.Report.Short(name)}", target.Span);
    }

    private static bool IsDescriptorPath(string? path) =>
        path is not null && path.StartsWith("/dev/fd/", StringComparison.Ordinal) && path.Length is 9 or 10 && path[8..].All(char.IsAsciiDigit);

    private static bool IsNetworkPath(string path) =>
        path.Contains("/dev/tcp", StringComparison.Ordinal) || path.Contains("/dev/udp", StringComparison.Ordinal)
        || PathText.Normalize(path) is var plain && (plain.StartsWith("/dev/tcp", StringComparison.Ordinal) || plain.StartsWith("/dev/udp", StringComparison.Ordinal));

    /// <summary>Reports a word that names, or whose pattern reaches, a secret file.</summary>
    public void CheckSecret(Argument argument, bool isContent)
    {
        // Names and sizes of secret files are no secret, unless another command then reads those files.
        if (!isContent && !OutputIsData)
        {
            return;
        }

        var directories = _state.Directories;
        SecretPaths.Spend(Report.Budget, argument.Content, directories.Count);
        var isSecret = argument.Content.Values is { } values
            ? values.Any(value => SecretPaths.IsSecret(value, directories, isContent) || (value.Contains('=', StringComparison.Ordinal)
                && SecretPaths.IsSecret(value[(value.IndexOf('=', StringComparison.Ordinal) + 1)..], directories)))
            : argument.Content.Patterns.Any(pattern => SecretPaths.CanReachSecret(pattern, directories));
        if (isSecret)
        {
            Report.Add(RiskClass.Exfil, "reaches a file that holds secrets", argument.Span);
        }
    }
}
