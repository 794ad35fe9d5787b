using System.Globalization;
using System.Text;

namespace SshGate.Gateway.Lanes.Files;

/// <summary>One line of the old scp protocol, read strictly.</summary>
internal abstract record ScpRecord
{
    private ScpRecord()
    {
    }

    /// <summary><c>C0644 123 name</c>: a file follows.</summary>
    public sealed record File(uint Mode, long Size, byte[] Name) : ScpRecord;

    /// <summary><c>D0755 0 name</c>: a directory begins.</summary>
    public sealed record Directory(uint Mode, byte[] Name) : ScpRecord;

    /// <summary><c>E</c>: the directory ends.</summary>
    public sealed record End : ScpRecord;

    /// <summary><c>T1 0 2 0</c>: modification and access time of what comes next.</summary>
    public sealed record Times(uint Modification, uint Access) : ScpRecord;

    /// <summary>The agent could not read something.</summary>
    public sealed record Problem(bool IsFatal) : ScpRecord;

    /// <summary>Reads a line without its end.</summary>
    /// <exception cref="Ssh.SshProtocolException">It is no record, or its name is none for a file.</exception>
    public static ScpRecord Parse(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            throw ScpAgent.Broken("An empty line is no record.");
        }

        var rest = line[1..];
        switch (line[0])
        {
            case 1 or 2:
                return new Problem(line[0] == 2);
            case (byte)'E' when rest.IsEmpty:
                return new End();
            case (byte)'T':
                var modification = (uint)Math.Min(Number(ref rest, (byte)' '), uint.MaxValue);
                Number(ref rest, (byte)' ');
                var access = (uint)Math.Min(Number(ref rest, (byte)' '), uint.MaxValue);
                Number(ref rest, null);
                return new Times(modification, access);
            case (byte)'C' or (byte)'D' when rest is [_, _, _, _, (byte)' ', ..]:
                var mode = Octal(rest[..4]);
                rest = rest[5..];
                var size = Number(ref rest, (byte)' ');
                var name = ReadName(rest);
                return line[0] == (byte)'C' ? new File(mode, size, name) : new Directory(mode, name);
            default:
                throw ScpAgent.Broken("A line is no record.");
        }
    }

    /// <summary>The line of a record to send.</summary>
    public static byte[] Line(string head, ReadOnlySpan<byte> name) => [.. Encoding.ASCII.GetBytes(head), .. name, (byte)'\n'];

    private static long Number(ref ReadOnlySpan<byte> rest, byte? end)
    {
        var length = end is { } mark ? rest.IndexOf(mark) : rest.Length;
        if (length is <= 0 or > 18 || !long.TryParse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw ScpAgent.Broken("A record holds no number where one must be.");
        }

        rest = rest[(end is null ? length : length + 1)..];
        return number;
    }

    private static uint Octal(ReadOnlySpan<byte> digits)
    {
        uint mode = 0;
        foreach (var digit in digits)
        {
            mode = digit is >= (byte)'0' and <= (byte)'7' ? (mode << 3) | (uint)(digit - '0') : throw ScpAgent.Broken("A record holds no mode.");
        }

        return mode;
    }

    /// <summary>A name, and no way out of its directory.</summary>
    private static byte[] ReadName(ReadOnlySpan<byte> name) =>
        name.IsEmpty || name.Length > 255 || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8) || name.ContainsAny("/\0"u8)
            ? throw ScpAgent.Broken("A record holds no file name.")
            : name.ToArray();
}
