using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

internal sealed partial class ShellParser
{
    /// <summary>Collects a run of ordinary characters and adds it to a word as one part.</summary>
    private sealed class LiteralRun(ShellParser parser, List<WordPart> parts, bool isQuoted = false)
    {
        private int _start = -1;

        /// <summary>What was collected since the last <see cref="Flush"/>.</summary>
        public string Text => _start < 0 ? "" : parser._text[_start..parser._pos];

        /// <summary>Takes the character at the parser's position.</summary>
        public void Take()
        {
            if (_start < 0)
            {
                _start = parser._pos;
            }

            parser._pos++;
        }

        /// <summary>Adds the run to the word. The parser must stand right after it.</summary>
        public void Flush()
        {
            if (_start < 0)
            {
                return;
            }

            var span = parser.Span(_start, parser._pos);
            var text = parser.Decoded(_start, parser._pos);
            parts.Add(isQuoted ? new QuotedPart(span, QuoteKind.Double, text) : new LiteralPart(span, text));
            _start = -1;
        }
    }
}
