namespace SshGate.Policy.Classification;

/// <summary>
/// What the analysis of one line may cost, counted and not timed, so that the same line always gets the same answer. Expansions
/// can ask for work out of all proportion to the bytes that ask for it.
/// </summary>
internal sealed class WorkBudget
{
    /// <summary>A unit is about ten nanoseconds; a script of 1 MiB that a person wrote takes less than a tenth of this.</summary>
    private const long Units = 10_000_000;

    private long _left = Units;

    /// <summary>Takes some units; ends the analysis when there are none left.</summary>
    public void Spend(long units)
    {
        _left -= units;
        if (_left < 0)
        {
            throw new WorkBudgetException();
        }
    }
}
