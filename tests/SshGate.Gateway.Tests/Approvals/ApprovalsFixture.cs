using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Store;
using SshGate.Gateway.Tests.Identity;
using SshGate.Gateway.Tests.Store;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Approvals;

/// <summary>A queue over a real store, real verdicts and identities that the real verifier proved.</summary>
internal sealed class ApprovalsFixture : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private ApprovalsFixture()
    {
    }

    public TestPeople People { get; } = new();

    public TestClock Clock => People.Clock;

    public GateStore Store { get; private set; } = null!;

    public AuditLog Audit { get; private set; } = null!;

    public ApprovalQueue Queue { get; private set; } = null!;

    public VerifiedIdentity Agent { get; private set; } = null!;

    public VerifiedIdentity Alice { get; private set; } = null!;

    public VerifiedIdentity Bob { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ApprovalsFixture> CreateAsync()
    {
        var fixture = new ApprovalsFixture();
        fixture.Agent = await fixture.VerifiedAsync("agent-1");
        fixture.Alice = await fixture.ApproverAsync("alice@example.com");
        fixture.Bob = await fixture.ApproverAsync("bob@example.com");
        await fixture.StartAsync();
        return fixture;
    }

    public Task<VerifiedIdentity> ApproverAsync(string subject, string clientId = "approver-console") =>
        People.VerifyAsync(People.ApproverToken(subject, clientId));

    /// <summary>An approver of these groups.</summary>
    public Task<VerifiedIdentity> MemberAsync(string subject, params string[] groups) => VerifiedAsync(
        subject, [Role.Approver], "approver-console", groups, lifetime: TimeSpan.FromHours(8));

    public Task<VerifiedIdentity> VerifiedAsync(
        string subject,
        Role[]? roles = null,
        string? clientId = null,
        string[]? groups = null,
        string? actor = null,
        TimeSpan? lifetime = null) =>
        People.VerifyAsync(People.Token(subject, roles, clientId, groups, actor, lifetime));

    /// <summary>A policy that wants two people for everything.</summary>
    public static PolicyDocument TwoPeoplePolicy { get; } = PolicyDocument.Load(
        """
        version: 1
        defaults:
          command: approve
          connection: deny
          approve:
            approvers: [sshgate-approvers]
            count: 2
            expires: 15m
        """,
        "two-people.yaml").Document!;

    public static CommandBinding Bind(string command, string? input = null, PolicyDocument? policy = null) => new(
        CommandLine.Parse(Encoding.UTF8.GetBytes(command), CommandContext.Exec),
        input is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(input),
        new Dictionary<string, string>(),
        directory: null,
        "web1",
        "deploy",
        (policy ?? PolicyDocument.Default).Version,
        hasTerminal: false);

    public ApprovalSubmission Question(
        string command = "rm -rf /srv/old", VerifiedIdentity? requester = null, string? owner = null)
    {
        var binding = Bind(command);
        return new ApprovalSubmission
        {
            Binding = binding,
            Verdict = PolicyVerdicts.Judge(binding),
            Requester = requester ?? Agent,
            ConnectionId = "connection-1",
            SessionId = "session-1",
            SourceAddress = "192.0.2.7",
            Owner = owner,
            Intent = "clean up",
        };
    }

    public Task<ApprovalTicket> SubmitAsync(
        string command = "rm -rf /srv/old", VerifiedIdentity? requester = null, string? owner = null) =>
        SubmitAsync(Question(command, requester, owner));

    /// <summary>A question to the people of a requirement.</summary>
    public Task<ApprovalTicket> SubmitAsync(
        ApprovalRequirement requirement, bool isAsync = false, string command = "rm -rf /srv/old")
    {
        var binding = Bind(command);
        return SubmitAsync(Question() with
        {
            Binding = binding,
            Verdict = PolicyVerdicts.Hold(binding, requirement),
            IsAsync = isAsync,
        });
    }

    public async Task<ApprovalTicket> SubmitAsync(ApprovalSubmission submission) =>
        await Queue.SubmitAsync(submission, Ct) ?? throw new InvalidOperationException("too many are pending");

    public Task<DecisionResult> DecideAsync(
        ApprovalTicket ticket,
        VerifiedIdentity approver,
        ApprovalVerb verb = ApprovalVerb.Approve,
        string reason = "seen",
        string? digest = null) =>
        Queue.DecideAsync(
            ticket.Id, approver, verb, reason, digest ?? ticket.Request.Digest, ApprovalChannel.Api, Ct);

    public Task<ApprovalClaim?> ClaimAsync(
        ApprovalTicket ticket, string? digest = null, string session = "session-1", VerifiedIdentity? claimant = null) =>
        Queue.ClaimAsync(
            ticket.Id,
            digest ?? ticket.Request.Digest,
            new ApprovalClaimant(claimant ?? Agent, "connection-1", session),
            Ct);

    public async Task<ApprovalDetails> ReadAsync(ApprovalTicket ticket) =>
        await Queue.FindAsync(ticket.Id, Ct) ?? throw new InvalidOperationException("the request is gone");

    public async Task<string[]> EventsAsync(ApprovalTicket ticket) =>
        [.. (await Audit.ReadAsync(0, 100, sessionId: null, ticket.Id, Ct)).Select(entry => entry.Type)];

    /// <summary>As a killed gate: no code of the old run gets to say goodbye; a new run opens the same data.</summary>
    public async Task RestartAfterKillAsync()
    {
        var dead = Queue;
        await Store.DisposeAsync();
        await StartAsync();
        await dead.DisposeAsync();
    }

    public async Task<ApprovalOutcome> AdvanceUntilOutcomeAsync(ApprovalTicket ticket, TimeSpan atMost, TimeSpan? step = null)
    {
        var end = Clock.GetUtcNow() + atMost;
        while (!ticket.Outcome.IsCompleted && Clock.GetUtcNow() < end)
        {
            Clock.Advance(step ?? TimeSpan.FromSeconds(1));
            await Task.WhenAny(ticket.Outcome, Task.Delay(TimeSpan.FromMilliseconds(1), Ct));
        }

        return await ticket.Outcome.WaitAsync(TimeSpan.FromSeconds(10), Ct);
    }

    public async Task AssertAuditIsIntactAsync() => Assert.IsType<AuditVerification.Intact>(
        await new AuditVerifier(Store.Reader).VerifyAsync(expected: null, Ct));

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        await Store.DisposeAsync();
        await People.DisposeAsync();
        _directory.Dispose();
    }

    private async Task StartAsync()
    {
        Store = GateStore.Open(_directory.Path);
        Audit = new AuditLog(Store, Clock);
        Queue = await ApprovalQueue.StartAsync(Store, Audit, Clock, NullLoggerFactory.Instance, Ct);
    }
}
