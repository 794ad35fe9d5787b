using System.Text;

namespace SshGate.Recording.Masking;

/// <summary>
/// Replaces secrets in a stream by <c>‹masked:NAME›</c>, wherever the stream is cut into pieces (R40). What could be the beginning of
/// a secret is held back until the next piece, or <see cref="Finish"/>, says what it is. One for each stream; not thread-safe.
/// </summary>
/// <remarks>
/// Works on bytes as Latin-1, so that an index is an index and bytes that are no text pass unchanged. Found values are counted and
/// never kept. Escape sequences inside a secret hide it from this reader.
/// </remarks>
public sealed class SecretMasker
{
    /// <summary>What is held back at most; a longer run of characters without a blank is let go by its beginning.</summary>
    private const int MaxHeld = 8 * 1024;

    private readonly IReadOnlyList<SecretDetector> _detectors;
    private readonly bool _findsKeys;
    private string _held = "";
    private int _keyLength = -1;

    /// <summary>Makes a masker for some kinds of secrets.</summary>
    /// <param name="names">Of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">A name is not known.</exception>
    public SecretMasker(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
        {
            throw new ArgumentException($"no detector is called '{unknown}'; known are {string.Join(", ", Names)}", nameof(names));
        }

        _detectors = SecretDetector.Of(names);
        _findsKeys = names.Contains(SecretDetector.PrivateKey);
    }

    /// <summary>The kinds of secrets that can be masked.</summary>
    public static IReadOnlyList<string> Names => SecretDetector.Names;

    /// <summary>Secrets masked so far.</summary>
    public long Count { get; private set; }

    /// <summary>Whether something waits for the next piece.</summary>
    public bool HoldsBack => _held.Length > 0;

    /// <summary>Takes the next piece; returns what can go out now.</summary>
    public ReadOnlyMemory<byte> Push(ReadOnlySpan<byte> data)
    {
        var text = _held + Encoding.Latin1.GetString(data);
        var output = new Output();
        var from = SkipKeys(text, output);
        // Within a key nothing goes out: what is left of the text may be the beginning of its end line.
        var boundary = _keyLength >= 0 ? from : Math.Max(from, Math.Max(Boundary(text), text.Length - MaxHeld));
        Mask(text[from..boundary], output);
        _held = text[boundary..];
        return output.ToBytes();
    }

    /// <summary>Lets out what is held back: the stream has ended, or somebody waits for it.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        var output = new Output();
        if (_keyLength < 0)
        {
            Mask(_held, output);
        }

        _held = "";
        return output.ToBytes();
    }

    /// <summary>Masks private keys and what stands before each; returns where the text goes on.</summary>
    private int SkipKeys(string text, Output output)
    {
        var at = 0;
        while (_findsKeys)
        {
            if (_keyLength >= 0)
            {
                if (PrivateKeyBlock.FindEnd(text, at) is { } end)
                {
                    at = end;
                    _keyLength = -1;
                    continue;
                }

                // The end line may be cut: its beginning stays, the rest of the key is gone.
                var kept = Math.Min(text.Length - at, 80);
                _keyLength += text.Length - at - kept;
                if (_keyLength > PrivateKeyBlock.MaxLength)
                {
                    _keyLength = -1;
                }

                return text.Length - kept;
            }

            if (PrivateKeyBlock.FindBegin(text, at) is not var (start, begun))
            {
                return at;
            }

            Mask(text[at..start], output);
            Found(SecretDetector.PrivateKey, output);
            (at, _keyLength) = (begun, 0);
        }

        return at;
    }

    private void Mask(string text, Output output)
    {
        if (text.Length == 0)
        {
            return;
        }

        var taken = new List<(int Start, int End, string Name)>();
        foreach (var detector in _detectors)
        {
            foreach (System.Text.RegularExpressions.Match match in detector.Pattern.Matches(text))
            {
                var secret = match.Groups["secret"] is { Success: true } group ? group : match;
                var (start, end) = (secret.Index, secret.Index + secret.Length);
                var isPartOfNumber = detector.IsSecret is not null
                    && ((start > 0 && char.IsAsciiDigit(text[start - 1])) || (end < text.Length && char.IsAsciiDigit(text[end])));
                if (!isPartOfNumber
                    && detector.IsSecret?.Invoke(secret.Value) != false
                    && !taken.Exists(other => start < other.End && other.Start < end))
                {
                    taken.Add((start, end, detector.Name));
                }
            }
        }

        var from = 0;
        foreach (var (start, end, name) in taken.OrderBy(found => found.Start))
        {
            output.Add(text.AsSpan(from, start - from));
            Found(name, output);
            from = end;
        }

        output.Add(text.AsSpan(from));
    }

    private void Found(string name, Output output)
    {
        Count++;
        output.AddMask(name);
    }

    /// <summary>
    /// Where the text ends in something that the next piece may complete to a secret: the last word, with the words before it
    /// that belong to it (<c>Bearer</c>, the groups of a card number), or an armour line.
    /// </summary>
    private int Boundary(string text)
    {
        var at = WordStart(text, text.Length);
        while (at > 0 && text[at - 1] is ' ' or '=' or ':' && Continues(text, at))
        {
            at = WordStart(text, at - 1);
        }

        return Math.Min(at, _findsKeys ? PrivateKeyBlock.OpenBegin(text) : text.Length);
    }

    private static bool Continues(string text, int wordStart)
    {
        var before = text.AsSpan(WordStart(text, wordStart - 1), wordStart - 1 - WordStart(text, wordStart - 1));
        return before.Length > 0
            && (char.IsAsciiDigit(before[^1])
                || before[^1] is '=' or ':'
                || before.EndsWith("bearer", StringComparison.OrdinalIgnoreCase)
                || before.EndsWith("basic", StringComparison.OrdinalIgnoreCase)
                || before.EndsWith("key", StringComparison.OrdinalIgnoreCase));
    }

    private static int WordStart(string text, int end)
    {
        while (end > 0 && text[end - 1] is > ' ' and < '\x7f')
        {
            end--;
        }

        return end;
    }

    /// <summary>Collects bytes; text comes as Latin-1, the mask is UTF-8.</summary>
    private sealed class Output
    {
        private readonly List<byte> _bytes = [];

        public void Add(ReadOnlySpan<char> text)
        {
            foreach (var character in text)
            {
                _bytes.Add((byte)character);
            }
        }

        public void AddMask(string name) => _bytes.AddRange(Encoding.UTF8.GetBytes($"‹masked:{name}›"));

        public ReadOnlyMemory<byte> ToBytes() => _bytes.ToArray();
    }
}
