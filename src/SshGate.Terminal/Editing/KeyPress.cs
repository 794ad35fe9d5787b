namespace SshGate.Terminal.Editing;

/// <summary>One key.</summary>
/// <param name="Key">What it means.</param>
/// <param name="Value">The Unicode scalar value of a text key, the byte of a broken one.</param>
internal readonly record struct KeyPress(EditKey Key, int Value = 0);
