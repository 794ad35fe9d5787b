using SshGate.Gateway.Approvals;

namespace SshGate.Gateway.Api;

/// <summary>One stage of an approval, and how far it has come.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ApproverGroups">Whose members are asked.</param>
/// <param name="Count">How many of them.</param>
/// <param name="ApprovedBy">The subjects of those who count for it.</param>
/// <param name="IsOpen">Whether it is the one that is asked now.</param>
public sealed record StageView(
    string Name,
    IReadOnlyList<string> ApproverGroups,
    int Count,
    IReadOnlyList<string> ApprovedBy,
    bool IsOpen)
{
    internal static StageView Of(ApprovalRequest request, StageProgress progress, int number)
    {
        var stage = request.Requirement.Stages[number];
        return new StageView(
            stage.Name,
            stage.ApproverGroups,
            stage.Count,
            [.. progress.PeopleOf(number).Select(person => person.Subject)],
            request.State == ApprovalState.Pending && progress.Current == number);
    }
}
