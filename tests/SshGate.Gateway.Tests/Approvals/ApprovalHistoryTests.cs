using FsCheck.Fluent;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Identity;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Approvals;

/// <summary>
/// Random lives of requests: whatever people, agents, time and restarts do, in whatever order, one at a time or at once, a
/// command is released at most once, only with enough distinct people of every stage, and no request is lost.
/// </summary>
public sealed class ApprovalHistoryTests
{
    private const int Actions = 14;

    private static readonly string[] Groups = ["g1", "g2", "g3", "backup"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task One_step_after_the_other() => LiveAsync(lives: 150, steps: 14, atOnce: false);

    [Fact]
    public Task Steps_at_once() => LiveAsync(lives: 80, steps: 16, atOnce: true);

    private static async Task LiveAsync(int lives, int steps, bool atOnce)
    {
        await using var fixture = await ApprovalsFixture.CreateAsync();
        var people = await PeopleAsync(fixture);
        var ends = new Dictionary<ApprovalState, int>();
        foreach (var (number, life) in Gen.Choose(0, 10_000).ListOf(steps + 4).Sample(lives).Select(life => life.ToList()).Index())
        {
            var because = $"life {number}: {string.Join(",", life)}";
            fixture.Clock.Advance(TimeSpan.FromSeconds(2));
            var requirement = Requirement(life, fixture.Clock.GetUtcNow());
            var isAsync = life[0] % 2 == 0;
            var ticket = await fixture.SubmitAsync(requirement, isAsync);
            var claims = new List<ApprovalClaim>();
            var work = life.Skip(4).Select(choice => (Func<Task>)(() => StepAsync(fixture, people, ticket, choice, claims))).ToList();
            if (atOnce)
            {
                await Task.WhenAll(work.Select(step => Task.Run(step, Ct)));
            }
            else
            {
                foreach (var step in work)
                {
                    await step();
                    if (life[1] % 7 == 0)
                    {
                        await fixture.RestartAfterKillAsync();
                    }
                }
            }

            await CheckAsync(fixture, ticket, requirement, claims, because);
            var state = (await fixture.ReadAsync(ticket)).Request.State;
            ends[state] = ends.GetValueOrDefault(state) + 1;
        }

        await EndAllAsync(fixture);
        Assert.True(ends.GetValueOrDefault(ApprovalState.Consumed) > 3, $"too few were released to prove much: {string.Join(", ", ends)}");
        Assert.True(ends.Count > 2, $"they all ended alike: {string.Join(", ", ends)}");
        await fixture.AssertAuditIsIntactAsync();
    }

    /// <summary>No request is lost: whatever is still open comes to its end by time alone.</summary>
    private static async Task EndAllAsync(ApprovalsFixture fixture)
    {
        for (var waited = 0; await OpenAsync(fixture) > 0; waited++)
        {
            Assert.True(waited < 1000, $"{await OpenAsync(fixture)} requests never end");
            fixture.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(TimeSpan.FromMilliseconds(2), Ct);
        }
    }

    private static async Task<int> OpenAsync(ApprovalsFixture fixture) =>
        (await fixture.Queue.ListAsync(ApprovalState.Pending, 1000, Ct)).Count
        + (await fixture.Queue.ListAsync(ApprovalState.Approved, 1000, Ct)).Count;

    private static async Task<VerifiedIdentity[]> PeopleAsync(ApprovalsFixture fixture)
    {
        // Fifteen people with every mixture of groups; some under two names, some who may not decide at all.
        var people = new List<VerifiedIdentity>();
        for (var mixture = 1; mixture < 16; mixture++)
        {
            string[] groups = [.. Groups.Where((_, index) => (mixture >> index & 1) == 1)];
            people.Add(await MemberAsync(fixture, $"p{mixture}@example.com", groups));
        }

        people.Add(await MemberAsync(fixture, "P1@example.com", Groups));
        people.Add(await MemberAsync(fixture, "p7@EXAMPLE.com", Groups));
        people.Add(await MemberAsync(fixture, "AGENT-1", Groups));
        people.Add(await fixture.VerifiedAsync(
            "bot@example.com", [Role.Approver], "bot-client", Groups, actor: "bot", lifetime: TimeSpan.FromDays(300)));
        people.Add(await fixture.VerifiedAsync(
            "owner@example.com", [Role.Operator], "console", Groups, lifetime: TimeSpan.FromDays(300)));
        return [.. people];
    }

    private static Task<VerifiedIdentity> MemberAsync(ApprovalsFixture fixture, string subject, string[] groups) =>
        fixture.VerifiedAsync(subject, [Role.Approver], "approver-console", groups, lifetime: TimeSpan.FromHours(20));

    private static ApprovalRequirement Requirement(List<int> life, DateTimeOffset now) => new()
    {
        Stages = [.. Enumerable.Range(0, 1 + (life[2] % 3)).Select(stage => new ApprovalStage
        {
            Name = $"stage{stage}",
            ApproverGroups = [Groups[(life[2] / 3 + stage) % 3]],
            Count = 1 + ((life[2] >> stage) % 2),
        })],
        ExpiresAfter = TimeSpan.FromSeconds(40 + (life[3] % 60)),
        Escalation = life[3] % 2 == 0 ? new ApprovalEscalation(TimeSpan.FromSeconds(10), ["backup"]) : null,
        Fallback = life[3] % 5 == 0 ? new Delegation("standing", "owner", now.AddSeconds(80)) : null,
    };

    private static async Task StepAsync(
        ApprovalsFixture fixture,
        VerifiedIdentity[] people,
        ApprovalTicket ticket,
        int choice,
        List<ApprovalClaim> claims)
    {
        var person = people[choice / Actions % people.Length];
        switch (choice % Actions)
        {
            case 0 when choice % 3 == 0:
                await fixture.DecideAsync(ticket, person, ApprovalVerb.Reject, "no");
                break;
            case 1 or 2:
                var session = choice % 5 == 0 ? "session-2" : "session-1";
                if (await fixture.ClaimAsync(ticket, session: session) is { } claim)
                {
                    lock (claims)
                    {
                        claims.Add(claim);
                    }
                }

                break;
            case 3 when choice % 4 == 0:
                await fixture.Queue.WithdrawAsync(ticket.Id, choice % 8 == 0 ? fixture.Agent : person, Ct);
                break;
            case 4:
                fixture.Clock.Advance(TimeSpan.FromSeconds(1 + (choice % 13)));
                break;
            case 5:
                await fixture.DecideAsync(ticket, person, digest: "sha256:00");
                break;
            default:
                await fixture.DecideAsync(ticket, person);
                break;
        }
    }

    /// <summary>The rules once more, written another way than the code under test has them.</summary>
    private static async Task CheckAsync(
        ApprovalsFixture fixture,
        ApprovalTicket ticket,
        ApprovalRequirement requirement,
        List<ApprovalClaim> claims,
        string because)
    {
        var details = await fixture.ReadAsync(ticket);
        var state = details.Request.State;
        Assert.True(claims.Count <= 1, $"released twice; {because}");
        Assert.True((claims.Count == 1) == (state == ApprovalState.Consumed), $"released and not consumed, or the reverse; {because}");
        Assert.True(details.Transitions[0].To == ApprovalState.Pending && details.Transitions[^1].To == state, because);
        Assert.All(details.Transitions.Skip(1), step => Assert.True(step.From!.Value.MayBecome(step.To), because));
        if (state.IsOpen() && ticket.Request.Expires <= fixture.Clock.GetUtcNow())
        {
            Assert.True(
                await fixture.ClaimAsync(ticket) is null || (await fixture.ReadAsync(ticket)).Request.FallbackAt is not null,
                $"used after its time; {because}");
        }

        if (claims.Count == 0)
        {
            return;
        }

        var claim = claims[0];
        if (details.Request.FallbackAt is { } fellBack)
        {
            Assert.True(requirement.Fallback is not null && fellBack >= ticket.Request.Created + requirement.ExpiresAfter, because);
            Assert.Empty(claim.Approvers);
            return;
        }

        var said = details.Decisions.Where(decision => decision.Verb == ApprovalVerb.Approve).ToList();
        Assert.DoesNotContain(details.Decisions, decision => decision.Verb == ApprovalVerb.Reject);
        Assert.All(said, decision => Assert.True(decision.Time <= claim.Time && decision.DisplayedDigest == ticket.Request.Digest, because));
        var names = said.Select(decision => decision.Approver.Subject.ToLowerInvariant()).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.DoesNotContain("agent-1", names);
        Assert.Equal(requirement.People, said.Count);
        foreach (var (decision, stage) in said.Zip(requirement.Stages.SelectMany(stage => Enumerable.Repeat(stage, stage.Count))))
        {
            var escalated = requirement.Escalation is { } escalation && decision.Time >= ticket.Request.Created + escalation.After;
            Assert.True(
                decision.Approver.Groups.Intersect(stage.ApproverGroups).Any()
                    || (escalated && decision.Approver.Groups.Contains("backup")),
                $"{decision.Approver.Subject} counts for {stage.Name}; {because}");
            Assert.True(decision.Approver.Roles.Contains("Approver") && decision.Approver.Actors.Count == 0, because);
        }
    }
}
