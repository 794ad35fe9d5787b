using SshGate.Gateway.Approvals;
using SshGate.Gateway.Identity;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Approvals;

/// <summary>Stages in order, the people of each, and what happens when they do not answer.</summary>
public sealed class ApprovalStageTests : IAsyncLifetime
{
    private static readonly ApprovalRequirement TwoStages = new()
    {
        Stages =
        [
            new ApprovalStage { Name = "technical", ApproverGroups = ["sre"], Count = 1 },
            new ApprovalStage { Name = "security", ApproverGroups = ["security", "ciso"], Count = 1 },
        ],
        ExpiresAfter = TimeSpan.FromMinutes(30),
    };

    private ApprovalsFixture _fixture = null!;
    private VerifiedIdentity _sam = null!;
    private VerifiedIdentity _tess = null!;
    private VerifiedIdentity _both = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fixture = await ApprovalsFixture.CreateAsync();
        _sam = await _fixture.MemberAsync("sam@example.com", "sre");
        _tess = await _fixture.MemberAsync("tess@example.com", "security");
        _both = await _fixture.MemberAsync("both@example.com", "sre", "security");
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Stages_are_decided_in_order_by_their_own_people()
    {
        var ticket = await _fixture.SubmitAsync(TwoStages);

        Assert.Equal(DecisionRefusal.NotPermitted, await RefusalAsync(ticket, _tess));
        Assert.Equal(
            new DecisionResult.Accepted(ApprovalState.Pending, 1) { Stage = "security" },
            await _fixture.DecideAsync(ticket, _sam));
        Assert.Equal(1, (await _fixture.ReadAsync(ticket)).Request.Stage);
        var late = await _fixture.MemberAsync("sue@example.com", "sre");
        Assert.Equal(DecisionRefusal.NotPermitted, await RefusalAsync(ticket, late));
        Assert.Null(await _fixture.ClaimAsync(ticket));
        Assert.Equal(
            new DecisionResult.Accepted(ApprovalState.Approved, 0), await _fixture.DecideAsync(ticket, _tess));

        var claim = await _fixture.ClaimAsync(ticket);
        Assert.Equal(["sam@example.com", "tess@example.com"], claim!.Approvers);
        Assert.Equal(["technical", "security"], (await _fixture.ReadAsync(ticket)).Decisions.Select(said => said.Stage));
    }

    [Fact]
    public async Task One_person_counts_once_over_all_stages()
    {
        var ticket = await _fixture.SubmitAsync(TwoStages);

        Assert.IsType<DecisionResult.Accepted>(await _fixture.DecideAsync(ticket, _both));
        Assert.Equal(DecisionRefusal.AlreadyDecided, await RefusalAsync(ticket, _both));
        var otherName = await _fixture.MemberAsync("BOTH@example.com", "ciso");
        Assert.Equal(DecisionRefusal.AlreadyDecided, await RefusalAsync(ticket, otherName));
        Assert.Equal(ApprovalState.Pending, (await _fixture.ReadAsync(ticket)).Request.State);
    }

    [Fact]
    public async Task A_no_of_any_stage_ends_it_at_any_time()
    {
        var early = await _fixture.SubmitAsync(TwoStages);
        Assert.IsType<DecisionResult.Accepted>(
            await _fixture.DecideAsync(early, _tess, ApprovalVerb.Reject, "not like this"));
        Assert.IsType<ApprovalOutcome.Rejected>(await early.WaitAsync(Ct));

        var late = await _fixture.SubmitAsync(TwoStages);
        await _fixture.DecideAsync(late, _sam);
        Assert.IsType<DecisionResult.Accepted>(
            await _fixture.DecideAsync(late, _sam, ApprovalVerb.Reject, "I misread it"));
        Assert.Equal(ApprovalState.Rejected, (await _fixture.ReadAsync(late)).Request.State);
    }

    [Fact]
    public async Task A_stage_that_needs_two_gets_two()
    {
        var ticket = await _fixture.SubmitAsync(TwoStages with
        {
            Stages = [TwoStages.Stages[0] with { Count = 2 }, TwoStages.Stages[1]],
        });

        await _fixture.DecideAsync(ticket, _sam);
        Assert.Equal(DecisionRefusal.NotPermitted, await RefusalAsync(ticket, _tess));
        await _fixture.DecideAsync(ticket, _both);
        await _fixture.DecideAsync(ticket, _tess);

        Assert.Equal(3, (await _fixture.ClaimAsync(ticket))!.Approvers.Count);
    }

    [Theory]
    [InlineData("UPDATE approval_requests SET state = 'Approved'")]
    [InlineData("UPDATE approval_requests SET state = 'Approved', stage = 2")]
    [InlineData("UPDATE approval_requests SET state = 'Approved', fallback_ms = created_ms")]
    public async Task What_was_written_into_the_request_by_hand_gives_no_claim(string change)
    {
        var ticket = await _fixture.SubmitAsync(TwoStages);
        await _fixture.DecideAsync(ticket, _sam);
        await _fixture.Store.WriteAsync(session => session.Execute(change), Ct);

        Assert.Null(await _fixture.ClaimAsync(ticket));
    }

    [Fact]
    public async Task Decisions_of_the_wrong_people_that_were_written_by_hand_give_no_claim()
    {
        var ticket = await _fixture.SubmitAsync(TwoStages);
        await _fixture.DecideAsync(ticket, _sam);
        foreach (var person in new[] { _sam, _fixture.Agent, await _fixture.MemberAsync("sue@example.com", "sre") })
        {
            var decision = (await _fixture.ReadAsync(ticket)).Decisions[0] with
            {
                Approver = Gateway.Audit.AuditPrincipal.From(person),
            };
            await _fixture.Store.WriteAsync(
                session =>
                {
                    ApprovalTable.AddDecision(session, ticket.Id, decision);
                    return session.Execute("UPDATE approval_requests SET state = 'Approved'");
                },
                Ct);
        }

        Assert.Null(await _fixture.ClaimAsync(ticket));
    }

    [Fact]
    public async Task Backups_may_decide_only_after_the_escalation()
    {
        var boss = await _fixture.MemberAsync("boss@example.com", "leads");
        var ticket = await _fixture.SubmitAsync(TwoStages with
        {
            Escalation = new ApprovalEscalation(TimeSpan.FromMinutes(10), ["leads"]),
        });
        using var subscription = _fixture.Queue.Subscribe();
        Assert.Equal(DecisionRefusal.NotPermitted, await RefusalAsync(ticket, boss));

        _fixture.Clock.Advance(TimeSpan.FromMinutes(10));
        await subscription.Notices.ReadAsync(Ct);

        var escalated = (await _fixture.ReadAsync(ticket)).Request;
        Assert.Equal(_fixture.Clock.GetUtcNow(), escalated.EscalatedAt);
        Assert.IsType<DecisionResult.Accepted>(await _fixture.DecideAsync(ticket, boss));
        Assert.Equal(DecisionRefusal.AlreadyDecided, await RefusalAsync(ticket, boss));
        Assert.IsType<DecisionResult.Accepted>(await _fixture.DecideAsync(ticket, _tess));
        Assert.NotNull(await _fixture.ClaimAsync(ticket));
        Assert.Contains("approval_escalated", await _fixture.EventsAsync(ticket));
    }

    [Fact]
    public async Task A_backup_who_is_faster_than_the_timer_is_heard_once_it_is_time()
    {
        var boss = await _fixture.MemberAsync("boss@example.com", "leads");
        var ticket = await _fixture.SubmitAsync(
            TwoStages with { Escalation = new ApprovalEscalation(TimeSpan.FromMilliseconds(300), ["leads"]) });
        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(400));

        Assert.IsType<DecisionResult.Accepted>(await _fixture.DecideAsync(ticket, boss));
        Assert.Equal(
            ["approval_submitted", "approval_escalated", "approval_given"], await _fixture.EventsAsync(ticket));
    }

    [Fact]
    public async Task Silence_is_a_no_without_a_standing_pre_approval()
    {
        var ticket = await _fixture.SubmitAsync(TwoStages);

        Assert.IsType<ApprovalOutcome.Expired>(
            await _fixture.AdvanceUntilOutcomeAsync(ticket, TimeSpan.FromMinutes(31), step: TimeSpan.FromMinutes(1)));
        Assert.Null(await _fixture.ClaimAsync(ticket));
    }

    [Fact]
    public async Task Silence_falls_back_on_a_standing_pre_approval_and_is_marked_so()
    {
        var ticket = await _fixture.SubmitAsync(TwoStages with { Fallback = Delegation(TimeSpan.FromHours(2)) });

        Assert.Equal(
            new ApprovalOutcome.FellBack("nightly-cleanup", "ops@example.com"),
            await _fixture.AdvanceUntilOutcomeAsync(ticket, TimeSpan.FromMinutes(31), step: TimeSpan.FromMinutes(1)));

        var claim = await _fixture.ClaimAsync(ticket);
        Assert.NotNull(claim);
        Assert.Empty(claim.Approvers);
        Assert.Equal("nightly-cleanup", claim.Fallback!.Name);
        Assert.Null(await _fixture.ClaimAsync(ticket));
        var details = await _fixture.ReadAsync(ticket);
        Assert.Equal(ApprovalState.Consumed, details.Request.State);
        Assert.NotNull(details.Request.FallbackAt);
        Assert.Contains("nightly-cleanup", details.Transitions[1].Reason, StringComparison.Ordinal);
        Assert.Equal(
            ["approval_submitted", "approval_fell_back", "approval_consumed", "approval_claim_refused"],
            await _fixture.EventsAsync(ticket));
    }

    [Fact]
    public async Task A_pre_approval_that_ended_before_does_not_speak()
    {
        var ticket = await _fixture.SubmitAsync(TwoStages with { Fallback = Delegation(TimeSpan.FromMinutes(29)) });

        Assert.IsType<ApprovalOutcome.Expired>(
            await _fixture.AdvanceUntilOutcomeAsync(ticket, TimeSpan.FromMinutes(31), step: TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_no_is_stronger_than_a_pre_approval()
    {
        var ticket = await _fixture.SubmitAsync(TwoStages with { Fallback = Delegation(TimeSpan.FromHours(2)) });
        await _fixture.DecideAsync(ticket, _tess, ApprovalVerb.Reject, "no");
        _fixture.Clock.Advance(TimeSpan.FromMinutes(31));

        Assert.IsType<ApprovalOutcome.Rejected>(await ticket.WaitAsync(Ct));
        Assert.Null(await _fixture.ClaimAsync(ticket));
    }

    private Delegation Delegation(TimeSpan lives) =>
        new("nightly-cleanup", "ops@example.com", _fixture.Clock.GetUtcNow() + lives);

    private async Task<DecisionRefusal> RefusalAsync(ApprovalTicket ticket, VerifiedIdentity approver) =>
        Assert.IsType<DecisionResult.Refused>(await _fixture.DecideAsync(ticket, approver)).Reason;
}
