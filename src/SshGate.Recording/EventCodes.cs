namespace SshGate.Recording;

/// <summary>
/// The event codes of a recording. <c>o</c>, <c>i</c>, <c>m</c> and <c>r</c> are asciicast v2's own; players ignore the
/// others. Single letters, and data that is always a JSON string, so that every player reads past them.
/// </summary>
public static class EventCodes
{
    /// <summary>Output as shown on the screen.</summary>
    public const string Output = "o";

    /// <summary>Input as typed. SshGate never writes it: whether the target echoes a secret cannot be known.</summary>
    public const string Input = "i";

    /// <summary>A marker: a moment an auditor can jump to.</summary>
    public const string Marker = "m";

    /// <summary>The screen's new size, <c>COLSxROWS</c>.</summary>
    public const string Resize = "r";

    /// <summary>The command that was gated, as JSON.</summary>
    public const string Command = "c";

    /// <summary>The decision about a command, as JSON.</summary>
    public const string Decision = "d";

    /// <summary>The exit status, as a decimal number or a signal name (asciicast v3's code).</summary>
    public const string Exit = "x";

    /// <summary>Any other fact about the session, as JSON.</summary>
    public const string Note = "n";

    /// <summary>
    /// What a command read as its input, as JSON with the bytes in Base64: only where a rule of the policy asks for it, and in no
    /// event that players show.
    /// </summary>
    public const string CommandInput = "k";

    /// <summary>The stream (<c>stdout</c> or <c>stderr</c>) that the output events from here on belong to.</summary>
    internal const string Stream = "s";

    /// <summary>The exact bytes that the output event directly after it stands for, as <see cref="ExactBytes"/> writes them.</summary>
    internal const string Bytes = "b";

    /// <summary>A link of the hash chain.</summary>
    internal const string Link = "h";

    /// <summary>The seal: always the last line.</summary>
    internal const string Seal = "z";

    /// <summary>True for a code that <see cref="RecordingWriter.WriteEventAsync"/> takes: one letter the format does not use itself.</summary>
    internal static bool IsFree(string code) =>
        code.Length == 1 && char.IsAsciiLetter(code[0])
        && code is not (Output or Input or Marker or Resize or Stream or Bytes or Link or Seal);
}
