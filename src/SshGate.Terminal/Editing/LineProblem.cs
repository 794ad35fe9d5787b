namespace SshGate.Terminal.Editing;

/// <summary>Why an entered line is not handed on.</summary>
public enum LineProblem
{
    /// <summary>It holds a byte that is no UTF-8, or a control character.</summary>
    NotText,

    /// <summary>More was typed or pasted than a line may hold; the rest was not kept.</summary>
    TooLong,
}
