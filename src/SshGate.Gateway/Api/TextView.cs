using SshGate.Terminal;

namespace SshGate.Gateway.Api;

/// <summary>Exact bytes with a form that is safe to show.</summary>
public sealed record TextView
{
    /// <summary>The exact bytes.</summary>
    public required ReadOnlyMemory<byte> Base64 { get; init; }

    /// <summary>How many bytes.</summary>
    public required int Bytes { get; init; }

    /// <summary>How many lines.</summary>
    public required int LineCount { get; init; }

    /// <summary>The lines with everything invisible made visible (see <see cref="Printable"/>); together all of the bytes.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>Shows bytes in full.</summary>
    public static TextView Of(ReadOnlyMemory<byte> bytes)
    {
        var lines = SplitLines(bytes.Span);
        return new() { Base64 = bytes, Bytes = bytes.Length, LineCount = lines.Count, Lines = lines };
    }

    // Only a line feed ends a line; a carriage return stays visible inside one, where a terminal would have hidden it.
    private static List<string> SplitLines(ReadOnlySpan<byte> bytes)
    {
        var lines = new List<string>();
        while (true)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                lines.Add(Printable.Escape(bytes));
                return lines;
            }

            lines.Add(Printable.Escape(bytes[..end]));
            bytes = bytes[(end + 1)..];
        }
    }
}
