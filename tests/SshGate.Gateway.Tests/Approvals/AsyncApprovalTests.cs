using SshGate.Gateway.Approvals;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Approvals;

/// <summary>Requests that no session waits for.</summary>
public sealed class AsyncApprovalTests : IAsyncLifetime
{
    private static readonly ApprovalRequirement OnePerson =
        ApprovalRequirement.Of([TestPeople.ApproverGroup], 1, TimeSpan.FromMinutes(30));

    private ApprovalsFixture _fixture = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fixture = await ApprovalsFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_nobody_waits_for_survives_a_restart(bool inGoodOrder)
    {
        var ticket = await _fixture.SubmitAsync(OnePerson, isAsync: true);
        if (inGoodOrder)
        {
            await _fixture.Queue.DisposeAsync();
        }

        await _fixture.RestartAfterKillAsync();

        Assert.Equal(ApprovalState.Pending, (await _fixture.ReadAsync(ticket)).Request.State);
        Assert.IsType<DecisionResult.Accepted>(await _fixture.DecideAsync(ticket, _fixture.Alice));
        await _fixture.RestartAfterKillAsync();
        var claim = await _fixture.ClaimAsync(ticket, session: "session-2");
        Assert.Equal("session-2", claim!.SessionId);
        await _fixture.RestartAfterKillAsync();
        Assert.Null(await _fixture.ClaimAsync(ticket, session: "session-3"));
    }

    [Fact]
    public async Task A_waiting_session_hears_the_outcome_after_a_restart()
    {
        var ticket = await _fixture.SubmitAsync(OnePerson, isAsync: true);
        await _fixture.RestartAfterKillAsync();
        var again = _fixture.Queue.FindTicket(ticket.Id);

        await _fixture.DecideAsync(ticket, _fixture.Alice);

        Assert.IsType<ApprovalOutcome.Approved>(await again!.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Ct));
    }

    [Fact]
    public async Task Who_waits_for_it_may_stop_waiting()
    {
        var ticket = await _fixture.SubmitAsync(OnePerson, isAsync: true);
        using var cancellation = new CancellationTokenSource();
        var waiting = ticket.WaitAsync(cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(ApprovalState.Pending, (await _fixture.ReadAsync(ticket)).Request.State);
    }

    [Fact]
    public async Task Only_the_same_principal_may_use_it()
    {
        var ticket = await _fixture.SubmitAsync(OnePerson, isAsync: true);
        await _fixture.DecideAsync(ticket, _fixture.Alice);
        foreach (var other in new[]
        {
            await _fixture.VerifiedAsync("agent-2"),
            await _fixture.VerifiedAsync("agent-1", clientId: "another-client"),
            await _fixture.VerifiedAsync("agent-1", actor: "helper"),
            await _fixture.VerifiedAsync("Agent-1", clientId: "agent-1"),
        })
        {
            Assert.Null(await _fixture.ClaimAsync(ticket, claimant: other));
        }

        Assert.NotNull(await _fixture.ClaimAsync(ticket, claimant: await _fixture.VerifiedAsync("agent-1")));
    }

    [Fact]
    public async Task It_may_outlive_the_token_that_asked()
    {
        var requester = await _fixture.VerifiedAsync("agent-1", lifetime: TimeSpan.FromMinutes(2));

        var ticket = await _fixture.SubmitAsync(_fixture.Question(requester: requester) with { IsAsync = true });

        Assert.Equal(_fixture.Clock.GetUtcNow() + TimeSpan.FromMinutes(15), ticket.Request.Expires);
    }

    [Fact]
    public async Task It_expires_although_nobody_waits_and_although_the_gate_restarted()
    {
        var ticket = await _fixture.SubmitAsync(OnePerson, isAsync: true);
        await _fixture.RestartAfterKillAsync();
        var again = _fixture.Queue.FindTicket(ticket.Id)!;

        Assert.IsType<ApprovalOutcome.Expired>(
            await _fixture.AdvanceUntilOutcomeAsync(again, TimeSpan.FromMinutes(31), step: TimeSpan.FromMinutes(1)));

        Assert.Equal(ApprovalState.Expired, (await _fixture.ReadAsync(ticket)).Request.State);
        Assert.Null(_fixture.Queue.FindTicket(ticket.Id));
    }

    [Fact]
    public async Task An_escalation_that_was_due_while_the_gate_was_down_happens_afterwards()
    {
        var ticket = await _fixture.SubmitAsync(
            OnePerson with { Escalation = new ApprovalEscalation(TimeSpan.FromMinutes(5), ["leads"]) }, isAsync: true);
        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(500));
        await _fixture.RestartAfterKillAsync();
        using var subscription = _fixture.Queue.Subscribe();

        _fixture.Clock.Advance(TimeSpan.FromMinutes(6));
        await subscription.Notices.ReadAsync(Ct);

        Assert.NotNull((await _fixture.ReadAsync(ticket)).Request.EscalatedAt);
        var boss = await _fixture.MemberAsync("boss@example.com", "leads");
        Assert.IsType<DecisionResult.Accepted>(await _fixture.DecideAsync(ticket, boss));
    }

    [Fact]
    public async Task An_approval_that_nobody_used_yet_can_be_taken_back()
    {
        var ticket = await _fixture.SubmitAsync(OnePerson, isAsync: true);
        await _fixture.DecideAsync(ticket, _fixture.Alice);

        Assert.Equal(
            new DecisionResult.Accepted(ApprovalState.Rejected, 0),
            await _fixture.DecideAsync(ticket, _fixture.Bob, ApprovalVerb.Reject, "the plan changed"));

        Assert.Null(await _fixture.ClaimAsync(ticket));
    }

    [Fact]
    public async Task Its_requester_withdraws_it_and_nobody_else_does()
    {
        var ticket = await _fixture.SubmitAsync(OnePerson, isAsync: true);

        Assert.IsType<WithdrawResult.NotFound>(
            await _fixture.Queue.WithdrawAsync(ticket.Id, await _fixture.VerifiedAsync("agent-2"), Ct));
        Assert.IsType<WithdrawResult.NotFound>(await _fixture.Queue.WithdrawAsync(ticket.Id, _fixture.Alice, Ct));
        Assert.IsType<WithdrawResult.Withdrawn>(await _fixture.Queue.WithdrawAsync(ticket.Id, _fixture.Agent, Ct));
        Assert.Equal(
            new WithdrawResult.Ended(ApprovalState.Cancelled),
            await _fixture.Queue.WithdrawAsync(ticket.Id, _fixture.Agent, Ct));

        Assert.IsType<DecisionResult.Refused>(await _fixture.DecideAsync(ticket, _fixture.Alice));
        Assert.Null(await _fixture.ClaimAsync(ticket));
    }

    [Fact]
    public async Task Nobody_fills_the_queue()
    {
        for (var number = 0; number < 3; number++)
        {
            await _fixture.SubmitAsync(_fixture.Question($"rm {number}") with { IsAsync = number > 0, MaxPending = 3 });
        }

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(number =>
            _fixture.Queue.SubmitAsync(_fixture.Question($"rm more{number}") with { MaxPending = 5 }, Ct)));

        Assert.Equal(2, results.Count(ticket => ticket is not null));
        Assert.NotNull(await _fixture.Queue.SubmitAsync(
            _fixture.Question(requester: await _fixture.VerifiedAsync("agent-2")) with { MaxPending = 1 }, Ct));
    }

    [Fact]
    public async Task An_earlier_policy_binds_the_same_command_to_the_same_digest()
    {
        var ticket = await _fixture.SubmitAsync(OnePerson, isAsync: true);
        await _fixture.DecideAsync(ticket, _fixture.Alice);
        var now = ApprovalsFixture.Bind("rm -rf /srv/old", policy: ApprovalsFixture.TwoPeoplePolicy);
        Assert.NotEqual(ticket.Request.Digest, now.Digest);

        var then = now.Under(ticket.Request.PolicyVersion);
        var claim = await _fixture.ClaimAsync(ticket, digest: then.Digest);

        Assert.True(AdmittedCommand.FromClaim(claim!, then).TrySpend());
    }
}
