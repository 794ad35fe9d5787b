namespace SshGate.Policy.Classification;

/// <summary>Standard input of a command: its source and, when it stands in the line, its text.</summary>
internal sealed record InputText(InputSource Source, string? Text = null)
{
    public static readonly InputText Outer = new(InputSource.Outer);

    public static readonly InputText Script = new(InputSource.Script);

    public static readonly InputText Data = new(InputSource.Data);
}
