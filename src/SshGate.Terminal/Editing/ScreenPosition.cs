namespace SshGate.Terminal.Editing;

/// <summary>A cell, counted from where the prompt starts.</summary>
internal readonly record struct ScreenPosition(int Row, int Column);
