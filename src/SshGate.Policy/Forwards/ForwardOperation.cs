using System.Globalization;
using SshGate.Policy.Files;
using SshGate.Policy.Parsing;

namespace SshGate.Policy.Forwards;

/// <summary>
/// A connection that the target is asked to make: <c>forward tcp 10.0.0.5:5432</c> or <c>forward unix /run/app.sock</c>.
/// Immutable, with one canonical text.
/// </summary>
public sealed record ForwardOperation
{
    private ForwardOperation(ForwardKind kind, FilePath destination, int port)
    {
        Kind = kind;
        Destination = destination;
        Port = port;
    }

    /// <summary>What it connects to.</summary>
    public ForwardKind Kind { get; }

    /// <summary>The host as sent to the target, in lower case, or the path of the socket.</summary>
    public FilePath Destination { get; }

    /// <summary>The port; 0 for a socket.</summary>
    public int Port { get; }

    /// <summary>Whether the destination is written as host names, addresses or socket paths are.</summary>
    public bool IsPlain => Destination.IsPlain && (Kind == ForwardKind.Unix
        ? Destination.Text.StartsWith('/')
        : Destination.Text.Length <= 255 && Destination.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':'));

    /// <summary>For rules: <c>host:port</c>, <c>[address]:port</c>, or the path.</summary>
    public string Address => Kind == ForwardKind.Unix ? Destination.Text
        : string.Create(CultureInfo.InvariantCulture, $"{(Destination.Text.Contains(':', StringComparison.Ordinal) ? $"[{Destination.Text}]" : Destination.Text)}:{Port}");

    /// <summary>A host and port.</summary>
    public static ForwardOperation Tcp(ReadOnlySpan<byte> host, int port)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        var lower = host.ToArray();
        foreach (ref var value in lower.AsSpan())
        {
            value = value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
        }

        return new ForwardOperation(ForwardKind.Tcp, new FilePath(lower), port);
    }

    /// <summary>A Unix socket.</summary>
    public static ForwardOperation Unix(ReadOnlySpan<byte> path) => new(ForwardKind.Unix, new FilePath(path), 0);

    /// <summary>The canonical text.</summary>
    public override string ToString()
    {
        if (Kind == ForwardKind.Unix)
        {
            return $"forward unix {Destination}";
        }

        var host = Destination.Bytes.Span;
        var isAddress = host.Contains((byte)':');
        var port = System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(isAddress ? "]" : "")}:{Port}"));
        return $"forward tcp {CanonicalWords.Quote([.. isAddress ? "["u8 : default, .. host, .. port])}";
    }

    /// <summary>Reads a canonical text; null when it is none, byte for byte.</summary>
    public static ForwardOperation? TryParse(ReadOnlySpan<byte> source)
    {
        var text = SourceText.DecodeStrict(source);
        var operation = text is null ? null : Read(text);
        return operation?.ToString() == text ? operation : null;
    }

    private static ForwardOperation? Read(string text)
    {
        const string Tcp = "forward tcp ";
        const string Unix = "forward unix ";
        var isTcp = text.StartsWith(Tcp, StringComparison.Ordinal);
        if (!isTcp && !text.StartsWith(Unix, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = text.AsSpan((isTcp ? Tcp : Unix).Length);
        if (!CanonicalWords.TryTake(ref rest, out var word) || !rest.IsEmpty)
        {
            return null;
        }

        if (!isTcp)
        {
            return ForwardOperation.Unix(word);
        }

        var colon = word.AsSpan().LastIndexOf((byte)':');
        if (colon < 0 || !ushort.TryParse(word.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return null;
        }

        var host = word.AsSpan(0, colon);
        return ForwardOperation.Tcp(host is [(byte)'[', .., (byte)']'] ? host[1..^1] : host, port);
    }
}
