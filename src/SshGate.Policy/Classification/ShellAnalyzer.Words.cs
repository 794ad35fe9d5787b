using System.Text;
using SshGate.Policy.Parsing;
using SshGate.Policy.Syntax;

namespace SshGate.Policy.Classification;

/// <summary>What words become, and what runs while they do.</summary>
internal sealed partial class ShellAnalyzer
{
    /// <summary>People do not change quoting this often in one word; putting the pieces together has a cost for each.</summary>
    private const int MaxParts = 2000;

    /// <summary>Judges everything a word runs, and says what it becomes. Each word of the tree is resolved once.</summary>
    private List<Argument> Resolve(Word word)
    {
        var span = At(word.Span);
        Report.Budget.Spend(40L * word.Parts.Count);
        if (word.Parts is [LiteralPart single] && _reading == ShellReading.Bash && BraceExpansion.IsCandidate(single.Text))
        {
            CheckZshText(word.Parts, 0);
            var texts = BraceExpansion.Expand(single.Text);
            Report.Budget.Spend((texts ?? [single.Text]).Sum(text => 50L + text.Length));
            return texts is not null
                ? [.. texts.Select(text => Globbed(span, new TextPiece(TextSet.Of(text), HasGlob(text), false)) with { IsComputed = true })]
                : [new Argument(span, TextSet.Unknown) { IsSplit = true, IsUnsafeSplit = true }];
        }

        if (word.Parts is [ParameterExpansion { IsLength: false } parameter] && KnownPieces(parameter) is { } pieces)
        {
            return [Pieces(span, pieces)];
        }

        if (word.Parts is [DoubleQuotedPart { Parts: [ParameterExpansion { IsLength: false, IsIndirect: false, Operator: "", Subscript: { } at } array] }]
            && IsWholeArray(at, '@') && _state.Elements(array.Name) is { Values: not null } elements)
        {
            return [Pieces(span, elements)];
        }

        return [Globbed(span, ResolveParts(word.Parts, false)) with { IsComputed = !word.Parts.All(IsWritten) }];
    }

    /// <summary>
    /// Several words where the line shows one. One of them that could be an option, or a part of an expression as <c>find</c> has them,
    /// makes the whole unsafe: it may stand where a value or an operand is expected, and end it.
    /// </summary>
    private static Argument Pieces(SourceSpan span, TextSet pieces) => new(span, pieces)
    {
        IsSplit = true,
        IsComputed = true,
        IsUnsafeSplit = pieces.Values?.All(piece => piece.Length > 0 && (char.IsAsciiLetterOrDigit(piece[0]) || piece[0] is '.' or '/' or '_' or '~')) != true,
    };

    /// <summary>
    /// The words that an unquoted variable of known values becomes: the pieces between blanks and, for a shell that does not
    /// split, the whole.
    /// </summary>
    private TextSet? KnownPieces(ParameterExpansion parameter)
    {
        if (parameter is not { Operator: "", IsIndirect: false, Subscript: null } || _state.Get(parameter.Name).Values is not { } values
            || !values.Any(value => value.HasAnyOf(" \t\n")) || values.Any(value => value.HasAnyOf("*?[\\")))
        {
            return null;
        }

        var pieces = values.SelectMany(value => value.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Append(value))
            .Distinct(StringComparer.Ordinal).ToList();
        return pieces.Count is > 0 and <= TextSet.MaxValues ? pieces.Select(TextSet.Of).Aggregate(TextSet.Either) : null;
    }

    /// <summary>As for any word, but where the shell does not split: assignments, tests, redirection targets.</summary>
    private Argument ResolveOne(Word word) => new(At(word.Span), ResolveParts(word.Parts, false).Content);

    private static Argument Globbed(SourceSpan span, TextPiece piece)
    {
        var content = piece.HasGlob && piece.Content.Values is { } values
            ? new TextSet { Patterns = values, Prefix = GlobPrefix(piece.Content.Prefix) }
            : piece.HasGlob ? piece.Content with { Prefix = GlobPrefix(piece.Content.Prefix) } : piece.Content;
        return new Argument(span, content) { IsSplit = piece.HasGlob || piece.IsSplit, IsUnsafeSplit = piece.IsSplit };
    }

    private static bool IsWritten(WordPart part) =>
        part is LiteralPart or QuotedPart || (part is DoubleQuotedPart quoted && quoted.Parts.All(IsWritten));

    private static string GlobPrefix(string text)
    {
        var at = text.AsSpan().IndexOfAny('*', '?', '[');
        return at < 0 ? text : text[..at];
    }

    private static bool HasGlob(string text) =>
        text.Contains('*', StringComparison.Ordinal) || text.Contains('?', StringComparison.Ordinal)
        || (text.Contains('[', StringComparison.Ordinal) && text.Contains(']', StringComparison.Ordinal));

    private TextPiece ResolveParts(IReadOnlyList<WordPart> parts, bool isQuoted)
    {
        if (parts.Count > MaxParts)
        {
            Add(RiskClass.Opaque, $"a word of more than {MaxParts} parts", parts[0].Span);
            return new TextPiece(TextSet.Unknown, true, true);
        }

        var piece = new TextPiece(TextSet.Empty, false, false);
        var text = new StringBuilder();
        var openBracket = false;
        var isBraced = false;
        var isUnknown = false;
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            if (part is QuotedPart or LiteralPart)
            {
                isUnknown |= CheckZshText(parts, i);
                text.Append(PlainText(part));
                if (part is LiteralPart literal)
                {
                    // A bracket expression may span quotes: [a"b"c].
                    var hasGlob = HasGlob(literal.Text) || (openBracket && literal.Text.Contains(']', StringComparison.Ordinal));
                    var hasBrace = parts.Count > 1 && _reading == ShellReading.Bash && BraceExpansion.MayBePart(literal.Text);
                    openBracket |= literal.Text.Contains('[', StringComparison.Ordinal);
                    isBraced |= hasBrace;
                    piece = new TextPiece(piece.Content, piece.HasGlob || hasGlob, piece.IsSplit || hasBrace);
                }

                continue;
            }

            piece = Joined(piece, new TextPiece(TextSet.Of(text.ToString()), false, false));
            text.Clear();
            piece = Joined(piece, Resolve(part, isQuoted));
        }

        piece = Joined(piece, new TextPiece(TextSet.Of(text.ToString()), false, false));
        if (isUnknown)
        {
            return piece with { Content = TextSet.Unknown };
        }

        if (!isBraced)
        {
            return piece;
        }

        Report.Budget.Spend(60 + piece.Content.Work);

        // Braces around quotes or expansions: only what stands before them is sure.
        var prefix = piece.Content.Prefix.Split('{')[0];
        return new TextPiece(new TextSet { Patterns = [GlobPattern.Quote(prefix) + GlobPattern.Anything], Prefix = prefix }, true, true);
    }

    private TextPiece Joined(TextPiece a, TextPiece b)
    {
        var content = TextSet.Join(a.Content, b.Content);
        if (!ReferenceEquals(content, a.Content) && !ReferenceEquals(content, b.Content))
        {
            Report.Budget.Spend(10 + (content.Longest / 2 * (content.Values ?? content.Patterns).Count));
        }

        return new(content, a.HasGlob || b.HasGlob, a.IsSplit || b.IsSplit);
    }

    private string PlainText(WordPart part)
    {
        if (part is LiteralPart literal)
        {
            return literal.Text;
        }

        var quoted = (QuotedPart)part;
        if (quoted.Kind == QuoteKind.AnsiC && TextInspection.IsUnsafe(quoted.Text))
        {
            Add(RiskClass.Opaque, "an escape that stands for a control character", quoted.Span);
        }

        return quoted.Text;
    }

    private TextPiece Resolve(WordPart part, bool isQuoted)
    {
        switch (part)
        {
            case DoubleQuotedPart quoted:
                if (quoted.IsLocalized)
                {
                    Add(RiskClass.Opaque, "a text that the locale may translate", quoted.Span);
                }

                return ResolveParts(quoted.Parts, true) with { HasGlob = false };
            case ParameterExpansion parameter:
                return Resolve(parameter, isQuoted);
            case CommandSubstitution substitution:
                Substituted(() => Visit(substitution.Body, _input));
                return NumericOutput.PrintsNumber(substitution.Body, _state.Functions)
                    ? new TextPiece(TextSet.Number, false, false)
                    : new TextPiece(TextSet.Unknown, !isQuoted, !isQuoted);
            case ProcessSubstitution substitution:
                Substituted(() => Visit(substitution.Body, substitution.IsOutput ? InputText.Data : _input));
                return new TextPiece(new TextSet { Patterns = ["/dev/fd/*"], Prefix = "/dev/fd/" }, false, false);
            case ArithmeticExpansion arithmetic:
                CheckArithmetic(arithmetic.Expression);
                return new TextPiece(TextSet.Number, false, false);
            case ArrayPart array:
                foreach (var element in array.Elements)
                {
                    CheckSubscript(element.Subscript, _declaresAssociative);
                    Resolve(element.Value);
                }

                return new TextPiece(TextSet.Unknown, false, false);
            case OpaquePart opaque:
                Add(RiskClass.Opaque, opaque.Reason, opaque.Span);
                return new TextPiece(TextSet.Unknown, true, true);
            default:
                Add(RiskClass.Opaque, "a kind of expansion that is not known", part.Span);
                return new TextPiece(TextSet.Unknown, true, true);
        }
    }

    private void Substituted(Action body)
    {
        var wasData = OutputIsData;
        OutputIsData = true;
        Isolated(body);
        OutputIsData = wasData;
    }

    private TextPiece Resolve(ParameterExpansion parameter, bool isQuoted)
    {
        CheckParameter(parameter);
        CheckZshOperand(parameter, isQuoted);
        TextSet? operand = null;
        if (parameter.Operand is { } word)
        {
            operand = parameter.Operator == ":" ? CheckOffsets(word) : ResolveParts(word.Parts, isQuoted).Content;
        }

        var content = Content(parameter, operand);
        var isList = parameter.Name is "@" || (parameter.Subscript is { } subscript && IsWholeArray(subscript, '@'));
        var isSplit = !parameter.IsLength && (isList || (!isQuoted && !content.IsOneWord && !content.IsNumber));
        return new TextPiece(content, isSplit, isSplit);
    }

    private TextSet Content(ParameterExpansion parameter, TextSet? operand)
    {
        if (parameter.IsLength || (parameter.Name is "#" or "?" or "$" or "!" && parameter.Operator.Length == 0))
        {
            return TextSet.Number;
        }

        if (parameter is { IsIndirect: true, Operator: "", Subscript: { } keys } && IsWholeArray(keys, '@') && _state.Elements(parameter.Name) is not null)
        {
            return TextSet.Number;
        }

        if (parameter.IsIndirect || parameter.Subscript is not null)
        {
            return TextSet.Unknown;
        }

        var value = char.IsAsciiLetter(parameter.Name[0]) || parameter.Name[0] == '_' ? _state.Get(parameter.Name) : TextSet.Unknown;
        return parameter.Operator switch
        {
            "" => value,
            ":-" or "-" or ":=" or "=" or ":+" or "+" => TextSet.Either(value, operand ?? TextSet.Unknown),
            ":?" or "?" => value,
            _ => TextSet.Unknown,
        };
    }

    private void CheckParameter(ParameterExpansion parameter)
    {
        if (parameter.IsIndirect && parameter.Operator is not ("*" or "@")
            && !(parameter.Subscript is { } keys && (IsWholeArray(keys, '@') || IsWholeArray(keys, '*'))))
        {
            Add(RiskClass.Opaque, "an indirect expansion runs what a variable holds", parameter.Span);
        }

        if (parameter.Operator.StartsWith('@') && parameter.Operator is "@P")
        {
            Add(RiskClass.Opaque, "@P expands the value as a prompt, running what is in it", parameter.Span);
        }

        if (parameter.Operator is "=" or ":=")
        {
            CheckAssignable(parameter.Name, parameter.Span);
            _state.Set(parameter.Name, TextSet.Unknown);
        }

        if (parameter.Subscript is { } subscript && !IsWholeArray(subscript, '@') && !IsWholeArray(subscript, '*'))
        {
            CheckSubscript(subscript, parameter.Name);
        }
    }

    private static bool IsWholeArray(ArithmeticExpression subscript, char sign) =>
        subscript.Parts is [QuotedPart { Text: [var only] }] && only == sign;

    private readonly record struct TextPiece(TextSet Content, bool HasGlob, bool IsSplit);
}
