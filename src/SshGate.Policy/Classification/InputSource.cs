namespace SshGate.Policy.Classification;

/// <summary>Where a command's standard input comes from.</summary>
internal enum InputSource
{
    /// <summary>From whoever runs the whole line.</summary>
    Outer,

    /// <summary>From another command or a file: not knowable.</summary>
    Data,

    /// <summary>The rest of the script that the shell itself is reading: whoever reads it changes what runs.</summary>
    Script,

    /// <summary>From text in the line itself: a here-document or here-string.</summary>
    Literal,
}
