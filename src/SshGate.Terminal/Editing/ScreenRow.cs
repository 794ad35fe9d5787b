namespace SshGate.Terminal.Editing;

/// <summary>What one row shows.</summary>
/// <param name="Text">Its characters, without blanks to the right margin.</param>
/// <param name="Cells">The cells that they take.</param>
internal readonly record struct ScreenRow(string Text, int Cells);
