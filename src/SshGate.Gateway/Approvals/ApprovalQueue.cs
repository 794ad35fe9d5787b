using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Store;

namespace SshGate.Gateway.Approvals;

/// <summary>
/// The requests that wait for people. Each change of state is one transaction that checks, moves and writes the audit
/// event; so of any two who act at once exactly one wins, and the other is told. The store is the truth; memory holds
/// only the tickets of open requests, for those who wait and for what time does.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "People queue up work here; it is no collection.")]
public sealed class ApprovalQueue : IAsyncDisposable
{
    private const int RecentCount = 10;

    private static readonly TimeSpan TimeInterval = TimeSpan.FromSeconds(1);

    private readonly GateStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly string _instanceId;
    private readonly ApprovalTransactions _transactions;
    private readonly ConcurrentDictionary<string, ApprovalTicket> _open = new(StringComparer.Ordinal);
    private readonly ApprovalFeed _feed = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _time;
    private int _disposed;

    private ApprovalQueue(
        GateStore store,
        ApprovalTransactions transactions,
        string instanceId,
        IEnumerable<ApprovalRequest> open,
        TimeProvider clock,
        ILogger logger)
    {
        _store = store;
        _transactions = transactions;
        _instanceId = instanceId;
        _clock = clock;
        _logger = logger;
        foreach (var request in open)
        {
            _open[request.Id] = new ApprovalTicket(this, request);
        }

        _time = PassTimeAsync(_stop.Token);
    }

    /// <summary>
    /// Takes over the queue of a store. What sessions of an earlier run of the gate waited for is cancelled first: they
    /// are gone, and nothing else may use their approvals. What no session waits for stays as it is.
    /// </summary>
    public static async Task<ApprovalQueue> StartAsync(
        GateStore store, AuditLog audit, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(audit);
        var logger = loggers.CreateLogger<ApprovalQueue>();
        var instanceId = ApprovalRequests.NewId();
        var transactions = new ApprovalTransactions(audit, clock, instanceId);
        var (left, open) = await store.WriteAsync(
            session => (
                transactions.CancelHeld(session, "the gate restarted; the session is gone"),
                ApprovalTable.ListOpen(session)),
            cancellationToken);
        if (left > 0)
        {
            ApprovalsLog.Recovered(logger, left);
        }

        return new ApprovalQueue(store, transactions, instanceId, open, clock, logger);
    }

    /// <summary>Stops: what sessions wait for is cancelled, they are told; what nobody has to wait for stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync();
        await _time;
        const string Reason = "the gate stopped; the session is gone";
        try
        {
            await _store.WriteAsync(session => _transactions.CancelHeld(session, Reason), CancellationToken.None);
        }
        catch (StoreException failure)
        {
            ApprovalsLog.StopNotStored(_logger, failure);
        }

        foreach (var ticket in _open.Values)
        {
            if (ticket.Request.IsAsync)
            {
                ticket.Abandon();
            }
            else
            {
                Tell(new ApprovalChange(
                    ticket.Request with { State = ApprovalState.Cancelled }, new ApprovalOutcome.Cancelled(Reason)));
            }
        }

        _feed.End();
        _stop.Dispose();
    }

    /// <summary>
    /// Puts a question before people and returns when it is on record; null when the principal has as many pending as
    /// <see cref="ApprovalSubmission.MaxPending"/> allows.
    /// </summary>
    /// <exception cref="ArgumentException">The verdict asks nobody, or the command is too large to be read by a person.</exception>
    public async Task<ApprovalTicket?> SubmitAsync(ApprovalSubmission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var request = ApprovalRequests.Create(submission, _instanceId, _clock.GetUtcNow());
        var ticket = new ApprovalTicket(this, request);

        // Known before it is stored: a decision may follow the commit faster than this method goes on.
        _open[request.Id] = ticket;
        var accepted = false;
        try
        {
            accepted = await _store.WriteAsync(
                session => _transactions.Submit(session, request, submission.MaxPending), cancellationToken);
        }
        finally
        {
            if (!accepted)
            {
                _open.TryRemove(request.Id, out _);
            }
        }

        if (!accepted)
        {
            return null;
        }

        _feed.Publish(new ApprovalNotice(request.Id, ApprovalState.Pending));
        return ticket;
    }

    /// <summary>
    /// Takes one person's decision. It counts only if everything holds in the very transaction that stores it; every
    /// refusal leaves the request as it was and is itself on record.
    /// </summary>
    public async Task<DecisionResult> DecideAsync(
        string id,
        VerifiedIdentity approver,
        ApprovalVerb verb,
        string reason,
        string displayedDigest,
        ApprovalChannel channel,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(approver);
        ArgumentNullException.ThrowIfNull(reason);
        var decision = new ApprovalDecision
        {
            Verb = verb,
            Time = _clock.GetUtcNow(),
            Approver = AuditPrincipal.From(approver),
            Channel = channel,
            Reason = reason,
            DisplayedDigest = displayedDigest,
        };
        var (result, changes) = await _store.WriteAsync(
            session => _transactions.Decide(session, id, decision), cancellationToken);
        Tell(changes);
        return result;
    }

    /// <summary>
    /// Takes an approval for its one use, immediately before the command is released: at most one call ever gets a claim,
    /// and only for the digest that was approved, by the session that waited or, where none had to, the principal that
    /// asked. Null otherwise.
    /// </summary>
    public async Task<ApprovalClaim?> ClaimAsync(
        string id, string digest, ApprovalClaimant claimant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claimant);
        var (claim, changes) = await _store.WriteAsync(
            session => _transactions.Claim(session, id, digest, claimant), cancellationToken);
        Tell(changes);
        return claim;
    }

    /// <summary>Ends an open request without a decision; false if it was not open any more.</summary>
    public async Task<bool> CancelAsync(string id, string reason, CancellationToken cancellationToken)
    {
        var change = await _store.WriteAsync(session => _transactions.Cancel(session, id, reason), cancellationToken);
        Tell(change);
        return change is not null;
    }

    /// <summary>The same, by the principal that asked and by no other.</summary>
    public async Task<WithdrawResult> WithdrawAsync(
        string id, VerifiedIdentity requester, CancellationToken cancellationToken)
    {
        var principal = AuditPrincipal.From(requester);
        var found = await _store.WriteAsync(
            session => _transactions.Withdraw(session, id, principal, "withdrawn by its requester"), cancellationToken);
        if (found is not var (state, change))
        {
            return new WithdrawResult.NotFound();
        }

        Tell(change);
        return change is null ? new WithdrawResult.Ended(state) : new WithdrawResult.Withdrawn();
    }

    /// <summary>The ticket of an open request that no session has to wait for; null when it is not open (any more).</summary>
    public ApprovalTicket? FindTicket(string id) =>
        _open.TryGetValue(id, out var ticket) && ticket.Request.IsAsync ? ticket : null;

    /// <summary>Records that a claimed command could not be released; the approval is used up all the same.</summary>
    public async Task FailAsync(ApprovalClaim claim, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        Tell(await _store.WriteAsync(
            session => _transactions.Fail(session, claim.RequestId, reason), cancellationToken));
    }

    /// <summary>Requests, the newest first; of every state or of one.</summary>
    public Task<List<ApprovalRequest>> ListAsync(
        ApprovalState? state, int limit, CancellationToken cancellationToken) =>
        _store.ReadAsync(session => ApprovalTable.List(session, state, limit), cancellationToken);

    /// <summary>The requests of one principal, the newest first.</summary>
    public Task<List<ApprovalRequest>> ListOwnAsync(
        VerifiedIdentity requester, ApprovalState? state, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requester);
        return _store.ReadAsync(
            session => ApprovalTable.ListOfRequester(
                session, requester.Issuer, requester.Subject, state, exceptId: null, limit),
            cancellationToken);
    }

    /// <summary>One request with its history, or null.</summary>
    public Task<ApprovalDetails?> FindAsync(string id, CancellationToken cancellationToken) => _store.ReadAsync(
        session => ApprovalTable.Find(session, id) is { } request
            ? new ApprovalDetails(
                request,
                ApprovalTable.ListTransitions(session, id),
                ApprovalTable.ListDecisions(session, id),
                ApprovalTable.ListOfRequester(
                    session, request.Requester.Issuer, request.Requester.Subject, state: null, id, RecentCount))
            : null,
        cancellationToken);

    /// <summary>Listens to changes from now on. The caller disposes of the subscription.</summary>
    public ApprovalSubscription Subscribe() => _feed.Subscribe();

    private void Tell(IEnumerable<ApprovalChange> changes)
    {
        foreach (var change in changes)
        {
            Tell(change);
        }
    }

    /// <summary>Tells those who wait, and everybody who listens. A session hears only the first outcome.</summary>
    private void Tell(ApprovalChange? change)
    {
        if (change is null)
        {
            return;
        }

        var (id, state) = (change.Request.Id, change.Request.State);
        if (_open.TryGetValue(id, out var ticket))
        {
            ticket.Take(change);
            if (!state.IsOpen())
            {
                _open.TryRemove(id, out _);
            }
        }

        _feed.Publish(new ApprovalNotice(id, state));
    }

    private async Task PassTimeAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeInterval, _clock, cancellationToken);
                await AdvanceDueAsync();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task AdvanceDueAsync()
    {
        var now = _clock.GetUtcNow();
        ApprovalTicket[] due = [.. _open.Values.Where(ticket => ticket.IsDue(now))];
        if (due.Length == 0)
        {
            return;
        }

        try
        {
            // Those that somebody else ended a moment before are that one's to tell.
            Tell(await _store.WriteAsync(_transactions.AdvanceDue, CancellationToken.None));
        }
        catch (StoreException failure)
        {
            ApprovalsLog.TimeNotStored(_logger, failure);

            // The sessions are told all the same: a claim checks the time itself, so nothing runs late.
            Tell(due
                .Where(ticket => ticket.Request is { IsAsync: false } request && request.Expires <= now)
                .Select(ticket => new ApprovalChange(
                    ticket.Request with { State = ApprovalState.Expired }, new ApprovalOutcome.Expired())));
        }
    }
}
