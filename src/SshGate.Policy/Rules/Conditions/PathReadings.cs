namespace SshGate.Policy.Rules.Conditions;

/// <summary>The paths of one element, kept from the first rule that asks to the last. Belongs to one evaluation, so to one thread.</summary>
internal sealed class PathReadings
{
    public IReadOnlyList<PathReading>? Named { get; set; }

    public IReadOnlyList<PathReading>? Redirected { get; set; }
}
