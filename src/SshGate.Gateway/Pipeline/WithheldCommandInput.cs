namespace SshGate.Gateway.Pipeline;

/// <summary>Input that was withheld and judged with the command: exactly that, then the end.</summary>
internal sealed class WithheldCommandInput(ReadOnlyMemory<byte> input) : CommandInput
{
    /// <summary>No input at all.</summary>
    public static WithheldCommandInput Empty { get; } = new(default);

    public override InputGrant Grant => InputGrant.Judged;

    public override async Task SendAsync(TargetInput target, CancellationToken cancellationToken)
    {
        await target.WriteAsync(input, cancellationToken);
        await target.EndAsync(cancellationToken);
    }
}
