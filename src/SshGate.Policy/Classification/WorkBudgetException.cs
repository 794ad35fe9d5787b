namespace SshGate.Policy.Classification;

/// <summary>Ends an analysis that costs too much; <see cref="LineAnalysis"/> turns it into a finding.</summary>
internal sealed class WorkBudgetException : Exception
{
}
