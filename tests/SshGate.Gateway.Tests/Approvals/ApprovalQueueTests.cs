using SshGate.Gateway.Approvals;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Tests.Approvals;

public sealed class ApprovalQueueTests : IAsyncLifetime
{
    private ApprovalsFixture _fixture = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fixture = await ApprovalsFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task An_approved_request_is_claimed_once_by_its_session()
    {
        var ticket = await _fixture.SubmitAsync();
        Assert.Equal(
            new DecisionResult.Accepted(ApprovalState.Approved, 0), await _fixture.DecideAsync(ticket, _fixture.Alice));

        var outcome = Assert.IsType<ApprovalOutcome.Approved>(await ticket.WaitAsync(Ct));
        Assert.Equal(["alice@example.com"], outcome.Approvers);
        var claim = await _fixture.ClaimAsync(ticket);
        Assert.NotNull(claim);
        Assert.Equal((ticket.Id, "session-1", ticket.Request.Digest), (claim.RequestId, claim.SessionId, claim.Digest));
        Assert.Null(await _fixture.ClaimAsync(ticket));

        var details = await _fixture.ReadAsync(ticket);
        Assert.Equal(
            [ApprovalState.Pending, ApprovalState.Approved, ApprovalState.Consumed],
            details.Transitions.Select(transition => transition.To));
        Assert.Equal(
            [
                "approval_submitted", "approval_given", "approval_approved", "approval_consumed",
                "approval_claim_refused",
            ],
            await _fixture.EventsAsync(ticket));
        await _fixture.AssertAuditIsIntactAsync();
    }

    [Fact]
    public async Task What_is_stored_is_what_was_asked()
    {
        var ticket = await _fixture.SubmitAsync("printf '\\0'; rm x\r\nrm y");

        var request = (await _fixture.ReadAsync(ticket)).Request;

        Assert.Equal("printf '\\0'; rm x\r\nrm y"u8.ToArray(), request.Command.ToArray());
        Assert.Equal(ticket.Request.Digest, request.Digest);
        Assert.Equal(("web1", "deploy", "clean up"), (request.Target, request.Account, request.Intent));
        Assert.Equal(_fixture.Agent.TokenHash, request.Requester.TokenHash);
        Assert.Equal(ticket.Request.Reasons, request.Reasons);
        Assert.Equal(ticket.Request.Expires, request.Expires);
    }

    [Fact]
    public async Task A_rejection_reaches_the_session_with_its_reason()
    {
        var ticket = await _fixture.SubmitAsync();

        await _fixture.DecideAsync(ticket, _fixture.Alice, ApprovalVerb.Reject, "use the archive");

        Assert.Equal(
            new ApprovalOutcome.Rejected("alice@example.com", "use the archive"), await ticket.WaitAsync(Ct));
        Assert.Null(await _fixture.ClaimAsync(ticket));
        Assert.Equal(DecisionRefusal.NotPending, await RefusalAsync(ticket, _fixture.Bob));
    }

    [Fact]
    public async Task A_rejection_without_a_reason_is_refused()
    {
        var ticket = await _fixture.SubmitAsync();

        var result = await _fixture.DecideAsync(ticket, _fixture.Alice, ApprovalVerb.Reject, " ");

        Assert.Equal(DecisionRefusal.ReasonUnusable, Assert.IsType<DecisionResult.Refused>(result).Reason);
        Assert.Equal(ApprovalState.Pending, (await _fixture.ReadAsync(ticket)).Request.State);
    }

    [Fact]
    public async Task A_reason_with_hostile_characters_is_kept()
    {
        var ticket = await _fixture.SubmitAsync();

        await _fixture.DecideAsync(ticket, _fixture.Alice, ApprovalVerb.Reject, "no\0hidden");

        Assert.Equal("no␀hidden", Assert.Single((await _fixture.ReadAsync(ticket)).Decisions).Reason);
    }

    [Theory]
    [InlineData("agent-1", "approver-console", null, null)] // the requester itself
    [InlineData("AGENT-1", "approver-console", null, null)] // in another spelling
    [InlineData("carol@example.com", "agent-1", null, null)] // with the agent's own client
    [InlineData("helper", "approver-console", "helper", null)] // the acting agent
    [InlineData("carol@example.com", "approver-console", null, "carol@example.com")] // the owner
    [InlineData("Carol@Example.com", "approver-console", null, "carol@example.com")] // the owner, otherwise spelled
    public async Task Nobody_approves_his_own_request(string subject, string client, string? actor, string? owner)
    {
        var requester = await _fixture.VerifiedAsync("agent-1", actor: actor);
        var ticket = await _fixture.SubmitAsync(requester: requester, owner: owner);
        var approver = await _fixture.ApproverAsync(subject, client);

        Assert.Equal(DecisionRefusal.SelfApproval, await RefusalAsync(ticket, approver));
        Assert.Equal(ApprovalState.Pending, (await _fixture.ReadAsync(ticket)).Request.State);
        Assert.Equal(["approval_submitted", "approval_decision_refused"], await _fixture.EventsAsync(ticket));
    }

    [Fact]
    public async Task The_person_an_agent_acts_for_is_the_requester()
    {
        var requester = await _fixture.VerifiedAsync(
            "alice@example.com", clientId: "copilot", actor: "copilot-agent");
        var ticket = await _fixture.SubmitAsync(requester: requester);

        Assert.Equal(DecisionRefusal.SelfApproval, await RefusalAsync(ticket, _fixture.Alice));
    }

    [Fact]
    public async Task An_agent_cannot_decide_for_a_person_it_acts_for()
    {
        var ticket = await _fixture.SubmitAsync();
        var bot = await _fixture.VerifiedAsync(
            "carol@example.com",
            groups: [TestPeople.ApproverGroup],
            clientId: "copilot",
            actor: "copilot-agent",
            roles: [Role.Approver]);

        Assert.Equal(DecisionRefusal.NotAPerson, await RefusalAsync(ticket, bot));
    }

    [Fact]
    public async Task A_service_account_cannot_decide()
    {
        var ticket = await _fixture.SubmitAsync();
        var service = await _fixture.ApproverAsync("robot", "robot");

        Assert.Equal(DecisionRefusal.NotAPerson, await RefusalAsync(ticket, service));
    }

    [Fact]
    public async Task Role_and_group_are_both_needed()
    {
        var ticket = await _fixture.SubmitAsync();
        var withoutRole = await _fixture.VerifiedAsync(
            "carol@example.com", groups: [TestPeople.ApproverGroup], clientId: "c", roles: [Role.Operator]);
        var withoutGroup = await _fixture.VerifiedAsync(
            "dan@example.com", groups: ["others"], clientId: "d", roles: [Role.Approver]);

        Assert.Equal(DecisionRefusal.NotPermitted, await RefusalAsync(ticket, withoutRole));
        Assert.Equal(DecisionRefusal.NotPermitted, await RefusalAsync(ticket, withoutGroup));
    }

    [Fact]
    public async Task What_was_not_shown_is_not_approved()
    {
        var ticket = await _fixture.SubmitAsync("rm a");
        var other = ApprovalsFixture.Bind("rm b").Digest;

        var result = await _fixture.DecideAsync(ticket, _fixture.Alice, digest: other);

        Assert.Equal(DecisionRefusal.DigestMismatch, Assert.IsType<DecisionResult.Refused>(result).Reason);
        Assert.Equal(ApprovalState.Pending, (await _fixture.ReadAsync(ticket)).Request.State);
        Assert.Contains("approval_decision_refused", await _fixture.EventsAsync(ticket));
    }

    [Fact]
    public async Task An_unknown_request_is_refused() => Assert.Equal(
        DecisionRefusal.NotFound,
        Assert.IsType<DecisionResult.Refused>(await _fixture.Queue.DecideAsync(
            "nothing", _fixture.Alice, ApprovalVerb.Approve, "", "", ApprovalChannel.Api, Ct)).Reason);

    [Fact]
    public async Task A_person_whose_token_has_ended_does_not_decide()
    {
        var shortLived = await _fixture.VerifiedAsync(
            "carol@example.com",
            groups: [TestPeople.ApproverGroup],
            clientId: "console",
            roles: [Role.Approver],
            lifetime: TimeSpan.FromMinutes(2));
        var ticket = await _fixture.SubmitAsync();
        _fixture.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(DecisionRefusal.IdentityExpired, await RefusalAsync(ticket, shortLived));
    }

    [Fact]
    public async Task Nobody_answers_and_the_request_expires()
    {
        var ticket = await _fixture.SubmitAsync();

        Assert.IsType<ApprovalOutcome.Expired>(
            await _fixture.AdvanceUntilOutcomeAsync(ticket, TimeSpan.FromMinutes(16), step: TimeSpan.FromMinutes(1)));

        Assert.Equal(ApprovalState.Expired, (await _fixture.ReadAsync(ticket)).Request.State);
        Assert.Equal(["approval_submitted", "approval_expired"], await _fixture.EventsAsync(ticket));
    }

    [Fact]
    public async Task A_decision_a_moment_too_late_does_not_count_even_before_the_timer_ran()
    {
        var ticket = await _fixture.SubmitAsync();
        _fixture.Clock.Advance(ticket.Request.Expires - _fixture.Clock.GetUtcNow());

        Assert.Equal(DecisionRefusal.NotPending, await RefusalAsync(ticket, _fixture.Alice));
        Assert.IsType<ApprovalOutcome.Expired>(await ticket.WaitAsync(Ct));
    }

    [Fact]
    public async Task An_approval_that_nobody_used_in_time_cannot_be_used()
    {
        var ticket = await _fixture.SubmitAsync();
        await _fixture.DecideAsync(ticket, _fixture.Alice);
        _fixture.Clock.Advance(ticket.Request.Expires - _fixture.Clock.GetUtcNow());

        Assert.Null(await _fixture.ClaimAsync(ticket));
        Assert.Equal(ApprovalState.Expired, (await _fixture.ReadAsync(ticket)).Request.State);
    }

    [Fact]
    public async Task A_request_does_not_outlive_the_token_that_asked()
    {
        var requester = await _fixture.VerifiedAsync("agent-1", lifetime: TimeSpan.FromMinutes(2));

        var ticket = await _fixture.SubmitAsync(requester: requester);

        Assert.Equal(requester.ExpiresAt, ticket.Request.Expires);
    }

    [Fact]
    public async Task Another_session_or_other_bytes_get_no_claim_and_the_right_one_still_does()
    {
        var ticket = await _fixture.SubmitAsync("rm a");
        Assert.Null(await _fixture.ClaimAsync(ticket));
        await _fixture.DecideAsync(ticket, _fixture.Alice);

        Assert.Null(await _fixture.ClaimAsync(ticket, session: "session-2"));
        Assert.Null(await _fixture.ClaimAsync(ticket, digest: ApprovalsFixture.Bind("rm b").Digest));
        Assert.Null(await _fixture.Queue.ClaimAsync(
            "nothing", ticket.Request.Digest, new ApprovalClaimant(_fixture.Agent, "connection-1", "session-1"), Ct));
        Assert.NotNull(await _fixture.ClaimAsync(ticket));
    }

    [Fact]
    public async Task A_state_that_was_set_by_hand_gives_no_claim()
    {
        var ticket = await _fixture.SubmitAsync();
        await _fixture.Store.WriteAsync(
            session => session.Execute("UPDATE approval_requests SET state = 'Approved'"), Ct);

        Assert.Null(await _fixture.ClaimAsync(ticket));
    }

    [Fact]
    public async Task An_agent_that_stops_waiting_withdraws_its_request()
    {
        var ticket = await _fixture.SubmitAsync();
        using var cancellation = new CancellationTokenSource();
        var waiting = ticket.WaitAsync(cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(ApprovalState.Cancelled, (await _fixture.ReadAsync(ticket)).Request.State);
        Assert.Equal(DecisionRefusal.NotPending, await RefusalAsync(ticket, _fixture.Alice));
    }

    [Fact]
    public async Task An_approval_can_be_withdrawn_until_it_is_claimed()
    {
        var withdrawn = await _fixture.SubmitAsync();
        await _fixture.DecideAsync(withdrawn, _fixture.Alice);
        Assert.True(await _fixture.Queue.CancelAsync(withdrawn.Id, "the session ended", Ct));
        Assert.Null(await _fixture.ClaimAsync(withdrawn));

        var claimed = await _fixture.SubmitAsync();
        await _fixture.DecideAsync(claimed, _fixture.Alice);
        await _fixture.ClaimAsync(claimed);
        Assert.False(await _fixture.Queue.CancelAsync(claimed.Id, "too late", Ct));
    }

    [Fact]
    public async Task A_release_that_failed_uses_the_approval_up()
    {
        var ticket = await _fixture.SubmitAsync();
        await _fixture.DecideAsync(ticket, _fixture.Alice);
        var claim = await _fixture.ClaimAsync(ticket);

        await _fixture.Queue.FailAsync(claim!, "the target did not answer", Ct);

        Assert.Equal(ApprovalState.Failed, (await _fixture.ReadAsync(ticket)).Request.State);
        Assert.Null(await _fixture.ClaimAsync(ticket));
        Assert.Contains("approval_failed", await _fixture.EventsAsync(ticket));
    }

    [Fact]
    public async Task After_a_restart_nothing_of_the_dead_run_can_be_decided_or_claimed()
    {
        var pending = await _fixture.SubmitAsync("rm a");
        var approved = await _fixture.SubmitAsync("rm b");
        await _fixture.DecideAsync(approved, _fixture.Alice);

        await _fixture.RestartAfterKillAsync();

        foreach (var ticket in new[] { pending, approved })
        {
            var details = await _fixture.ReadAsync(ticket);
            Assert.Equal(ApprovalState.Cancelled, details.Request.State);
            Assert.Equal("the gate restarted; the session is gone", details.Transitions[^1].Reason);
            Assert.Equal("approval_cancelled", (await _fixture.EventsAsync(ticket))[^1]);
            Assert.Equal(DecisionRefusal.NotPending, await RefusalAsync(ticket, _fixture.Bob));
            Assert.Null(await _fixture.ClaimAsync(ticket));
        }
    }

    [Fact]
    public async Task An_orderly_stop_tells_the_sessions_that_wait()
    {
        var ticket = await _fixture.SubmitAsync();

        await _fixture.Queue.DisposeAsync();

        Assert.IsType<ApprovalOutcome.Cancelled>(await ticket.WaitAsync(Ct));
    }

    [Fact]
    public async Task A_verdict_that_asks_nobody_cannot_be_submitted()
    {
        var question = _fixture.Question();

        await Assert.ThrowsAsync<ArgumentException>(() => _fixture.Queue.SubmitAsync(
            question with { Verdict = PolicyVerdicts.Allow(question.Binding) }, Ct));
    }

    [Fact]
    public async Task A_verdict_on_another_command_cannot_be_submitted()
    {
        // The same text, parsed again: even that is another command.
        await Assert.ThrowsAsync<ArgumentException>(() => _fixture.Queue.SubmitAsync(
            _fixture.Question() with { Verdict = _fixture.Question().Verdict }, Ct));
    }

    [Fact]
    public async Task A_verdict_of_another_policy_than_the_binding_cannot_be_submitted()
    {
        var question = _fixture.Question();
        var verdict = PolicyVerdicts.Judge(question.Binding, ApprovalsFixture.TwoPeoplePolicy);
        await Assert.ThrowsAsync<ArgumentException>(() => _fixture.Queue.SubmitAsync(question with { Verdict = verdict }, Ct));
    }

    [Fact]
    public async Task A_command_that_nobody_would_read_cannot_be_submitted() =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => _fixture.SubmitAsync(new string('x', CommandBinding.MaxReviewableBytes + 1)));

    [Fact]
    public async Task Listeners_hear_of_every_step()
    {
        using var subscription = _fixture.Queue.Subscribe();
        var ticket = await _fixture.SubmitAsync();
        await _fixture.DecideAsync(ticket, _fixture.Alice);
        await _fixture.ClaimAsync(ticket);

        foreach (var state in new[] { ApprovalState.Pending, ApprovalState.Approved, ApprovalState.Consumed })
        {
            Assert.Equal(new ApprovalNotice(ticket.Id, state), await subscription.Notices.ReadAsync(Ct));
        }
    }

    [Fact]
    public async Task A_listener_that_does_not_read_is_let_go_and_holds_nobody_up()
    {
        using var subscription = _fixture.Queue.Subscribe();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(number => _fixture.SubmitAsync($"rm {number}")));

        var heard = await subscription.Notices.ReadAllAsync(Ct).CountAsync(Ct);

        Assert.InRange(heard, 1, 299);
    }

    [Fact]
    public async Task Lists_show_what_is_asked_for()
    {
        var first = await _fixture.SubmitAsync("rm a");
        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(5));
        var second = await _fixture.SubmitAsync("rm b");
        await _fixture.DecideAsync(first, _fixture.Alice, ApprovalVerb.Reject, "no");

        Assert.Equal([second.Id, first.Id], (await _fixture.Queue.ListAsync(state: null, 10, Ct)).Select(r => r.Id));
        Assert.Equal([second.Id], (await _fixture.Queue.ListAsync(ApprovalState.Pending, 10, Ct)).Select(r => r.Id));
        Assert.Equal(2, (await _fixture.Queue.ListOwnAsync(_fixture.Agent, state: null, 10, Ct)).Count);
        Assert.Empty(await _fixture.Queue.ListOwnAsync(_fixture.Alice, state: null, 10, Ct));
        Assert.Equal(first.Id, Assert.Single((await _fixture.ReadAsync(second)).Recent).Id);
    }

    [Fact]
    public async Task Two_people_are_two_people()
    {
        var ticket = await SubmitForTwoAsync();

        Assert.Equal(
            new DecisionResult.Accepted(ApprovalState.Pending, 1) { Stage = "approval" },
            await _fixture.DecideAsync(ticket, _fixture.Alice));
        Assert.Equal(DecisionRefusal.AlreadyDecided, await RefusalAsync(ticket, _fixture.Alice));
        var otherSpelling = await _fixture.ApproverAsync("ALICE@example.com", "another-client");
        Assert.Equal(DecisionRefusal.AlreadyDecided, await RefusalAsync(ticket, otherSpelling));
        Assert.False(ticket.Outcome.IsCompleted);
        Assert.Null(await _fixture.ClaimAsync(ticket));

        Assert.Equal(
            new DecisionResult.Accepted(ApprovalState.Approved, 0), await _fixture.DecideAsync(ticket, _fixture.Bob));
        Assert.Equal(
            ["alice@example.com", "bob@example.com"],
            Assert.IsType<ApprovalOutcome.Approved>(await ticket.WaitAsync(Ct)).Approvers);
        Assert.NotNull(await _fixture.ClaimAsync(ticket));
    }

    [Fact]
    public async Task One_of_two_can_still_say_no()
    {
        var ticket = await SubmitForTwoAsync();
        await _fixture.DecideAsync(ticket, _fixture.Alice);

        await _fixture.DecideAsync(ticket, _fixture.Alice, ApprovalVerb.Reject, "I misread it");

        Assert.Equal(
            new ApprovalOutcome.Rejected("alice@example.com", "I misread it"), await ticket.WaitAsync(Ct));
        Assert.Equal(DecisionRefusal.NotPending, await RefusalAsync(ticket, _fixture.Bob));
    }

    [Fact]
    public async Task The_same_person_at_once_counts_once()
    {
        var ticket = await SubmitForTwoAsync();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => Task.Run(() => _fixture.DecideAsync(ticket, _fixture.Alice), Ct)));

        Assert.Single(results.OfType<DecisionResult.Accepted>());
        Assert.Equal(ApprovalState.Pending, (await _fixture.ReadAsync(ticket)).Request.State);
    }

    private Task<ApprovalTicket> SubmitForTwoAsync()
    {
        const string Command = "rm -rf /srv/old";
        var policy = ApprovalsFixture.TwoPeoplePolicy;
        var binding = ApprovalsFixture.Bind(Command, policy: policy);
        return _fixture.SubmitAsync(
            _fixture.Question() with { Binding = binding, Verdict = PolicyVerdicts.Judge(binding, policy) });
    }

    private async Task<DecisionRefusal> RefusalAsync(ApprovalTicket ticket, VerifiedIdentity approver) =>
        Assert.IsType<DecisionResult.Refused>(await _fixture.DecideAsync(ticket, approver)).Reason;
}
