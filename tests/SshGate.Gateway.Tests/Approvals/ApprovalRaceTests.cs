using System.Globalization;
using SshGate.Gateway.Approvals;

namespace SshGate.Gateway.Tests.Approvals;

/// <summary>Everything at once: exactly one outcome, at most one claim, and an audit log that agrees.</summary>
public sealed class ApprovalRaceTests : IAsyncLifetime
{
    private const int Rounds = 100;

    private ApprovalsFixture _fixture = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fixture = await ApprovalsFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Approve_and_reject_at_once_have_one_winner()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var ticket = await SubmitAsync(round);
            var results = await Task.WhenAll(
                Task.Run(() => _fixture.DecideAsync(ticket, _fixture.Alice), Ct),
                Task.Run(() => _fixture.DecideAsync(ticket, _fixture.Bob, ApprovalVerb.Reject, "no"), Ct));

            var winner = Assert.Single(results.OfType<DecisionResult.Accepted>());
            Assert.Equal(
                DecisionRefusal.NotPending, Assert.Single(results.OfType<DecisionResult.Refused>()).Reason);
            var details = await _fixture.ReadAsync(ticket);
            Assert.Equal(winner.State, details.Request.State);
            Assert.Single(details.Decisions);
            Assert.Equal(
                winner.State == ApprovalState.Approved,
                await ticket.WaitAsync(Ct) is ApprovalOutcome.Approved);
        }

        await _fixture.AssertAuditIsIntactAsync();
    }

    [Fact]
    public async Task Many_claims_at_once_give_one()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var ticket = await SubmitAsync(round);
            await _fixture.DecideAsync(ticket, _fixture.Alice);

            var claims = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => Task.Run(() => _fixture.ClaimAsync(ticket), Ct)));

            Assert.Single(claims, claim => claim is not null);
        }
    }

    [Fact]
    public async Task Approval_rejection_claim_withdrawal_and_time_at_once_end_in_one_consistent_state()
    {
        var ends = new Dictionary<ApprovalState, int>();
        for (var round = 0; round < Rounds; round++)
        {
            var ticket = await SubmitAsync(round);
            _fixture.Clock.Advance(ticket.Request.Expires - _fixture.Clock.GetUtcNow() - TimeSpan.FromSeconds(1));
            Task<ApprovalClaim?>[] claims = [];
            var contenders = new Func<Task>[]
            {
                () => _fixture.DecideAsync(ticket, _fixture.Alice),
                () => _fixture.DecideAsync(ticket, _fixture.Bob, ApprovalVerb.Reject, "no"),
                () => Task.WhenAll(claims = [.. Enumerable.Range(0, 5).Select(_ => _fixture.ClaimAsync(ticket))]),
                () => round % 3 == 0 ? _fixture.Queue.CancelAsync(ticket.Id, "withdrawn", Ct) : Task.CompletedTask,
                () =>
                {
                    if (round % 2 == 0)
                    {
                        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
                    }

                    return Task.CompletedTask;
                },
            };

            // Started in another order each round, so that each of them gets to be first.
            await Task.WhenAll(contenders.Select((_, index) =>
                Task.Run(contenders[(index + round) % contenders.Length], Ct)));
            var outcome = await _fixture.AdvanceUntilOutcomeAsync(ticket, TimeSpan.FromSeconds(5));

            var details = await _fixture.ReadAsync(ticket);
            var state = details.Request.State;
            ends[state] = ends.GetValueOrDefault(state) + 1;
            var claimed = claims.Count(claim => claim.Result is not null);
            Assert.Equal(state == ApprovalState.Consumed ? 1 : 0, claimed);
            Assert.Equal(state, details.Transitions[^1].To);
            AssertLegal(details.Transitions);
            AssertHeard(outcome, state, details.Transitions);
        }

        TestContext.Current.SendDiagnosticMessage(
            string.Join(", ", ends.Select(end => string.Create(CultureInfo.InvariantCulture, $"{end.Key}: {end.Value}"))));
        Assert.True(ends.Count > 1, "the contenders never had different winners");
        await _fixture.AssertAuditIsIntactAsync();
    }

    private static void AssertHeard(
        ApprovalOutcome outcome, ApprovalState state, IReadOnlyList<ApprovalTransition> transitions)
    {
        // A session may hear at once that its approval was withdrawn, but never of one that was not given.
        Assert.Equal(state == ApprovalState.Rejected, outcome is ApprovalOutcome.Rejected);
        Assert.True(
            outcome is not ApprovalOutcome.Approved || transitions.Any(step => step.To == ApprovalState.Approved));
        Assert.True(outcome is ApprovalOutcome.Approved || state != ApprovalState.Consumed);
    }

    private static void AssertLegal(IReadOnlyList<ApprovalTransition> transitions)
    {
        Assert.Null(transitions[0].From);
        foreach (var (before, after) in transitions.Zip(transitions.Skip(1)))
        {
            Assert.Equal(before.To, after.From);
            Assert.True(before.To.MayBecome(after.To), $"{before.To} became {after.To}");
        }
    }

    private Task<ApprovalTicket> SubmitAsync(int round) =>
        _fixture.SubmitAsync(string.Create(CultureInfo.InvariantCulture, $"rm {round}"));
}
