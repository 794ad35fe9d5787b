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
/// only the tickets of the sessions that wait in this process.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "People queue up work here; it is no collection.")]
public sealed class ApprovalQueue : IAsyncDisposable
{
    private const int RecentCount = 10;

    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromSeconds(1);

    private readonly GateStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly string _instanceId;
    private readonly ApprovalTransactions _transactions;
    private readonly ConcurrentDictionary<string, ApprovalTicket> _open = new(StringComparer.Ordinal);
    private readonly ApprovalFeed _feed = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _expiry;
    private int _disposed;

    private ApprovalQueue(
        GateStore store, ApprovalTransactions transactions, string instanceId, TimeProvider clock, ILogger logger)
    {
        _store = store;
        _transactions = transactions;
        _instanceId = instanceId;
        _clock = clock;
        _logger = logger;
        _expiry = ExpireLoopAsync(_stop.Token);
    }

    /// <summary>
    /// Takes over the queue of a store. Whatever an earlier run of the gate left open is cancelled first: its sessions
    /// are gone, and nothing else may use their approvals.
    /// </summary>
    public static async Task<ApprovalQueue> StartAsync(
        GateStore store, AuditLog audit, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(audit);
        var logger = loggers.CreateLogger<ApprovalQueue>();
        var instanceId = ApprovalRequests.NewId();
        var transactions = new ApprovalTransactions(audit, clock, instanceId);
        var left = await store.WriteAsync(
            session => transactions.CancelAll(session, "the gate restarted; the session is gone"), cancellationToken);
        if (left > 0)
        {
            ApprovalsLog.Recovered(logger, left);
        }

        return new ApprovalQueue(store, transactions, instanceId, clock, logger);
    }

    /// <summary>Stops: open requests are cancelled, their sessions told.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync();
        await _expiry;
        const string Reason = "the gate stopped; the session is gone";
        try
        {
            await _store.WriteAsync(session => _transactions.CancelAll(session, Reason), CancellationToken.None);
        }
        catch (StoreException failure)
        {
            ApprovalsLog.StopNotStored(_logger, failure);
        }

        foreach (var id in _open.Keys)
        {
            End(id, ApprovalState.Cancelled, new ApprovalOutcome.Cancelled(Reason));
        }

        _feed.End();
        _stop.Dispose();
    }

    /// <summary>Puts a question before people and returns when it is on record.</summary>
    /// <exception cref="ArgumentException">The verdict asks nobody, or the command is too large to be read by a person.</exception>
    public async Task<ApprovalTicket> SubmitAsync(ApprovalSubmission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var request = ApprovalRequests.Create(submission, _instanceId, _clock.GetUtcNow());
        var ticket = new ApprovalTicket(this, request);

        // Known before it is stored: a decision may follow the commit faster than this method goes on.
        _open[request.Id] = ticket;
        try
        {
            await _store.WriteAsync(session => _transactions.Submit(session, request), cancellationToken);
        }
        catch
        {
            _open.TryRemove(request.Id, out _);
            throw;
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
        var (result, state, outcome) = await _store.WriteAsync(
            session => _transactions.Decide(session, id, approver, decision), cancellationToken);
        if (outcome is not null)
        {
            End(id, state, outcome);
        }
        else if (result is DecisionResult.Accepted)
        {
            _feed.Publish(new ApprovalNotice(id, state));
        }

        return result;
    }

    /// <summary>
    /// Takes an approval for its one use, immediately before the command is released: at most one call ever gets a claim,
    /// and only for the session and the digest that were approved. Null otherwise.
    /// </summary>
    public async Task<ApprovalClaim?> ClaimAsync(
        string id, string digest, string sessionId, CancellationToken cancellationToken)
    {
        var (claim, ended) = await _store.WriteAsync(
            session => _transactions.Claim(session, id, digest, sessionId), cancellationToken);
        if (ended is { } state)
        {
            End(id, state, claim is null ? new ApprovalOutcome.Expired() : new ApprovalOutcome.Approved(claim.Approvers));
        }

        return claim;
    }

    /// <summary>Withdraws an open request; false if it was not open any more.</summary>
    public async Task<bool> CancelAsync(string id, string reason, CancellationToken cancellationToken)
    {
        var cancelled = await _store.WriteAsync(
            session => _transactions.Cancel(session, id, reason), cancellationToken);
        if (cancelled)
        {
            End(id, ApprovalState.Cancelled, new ApprovalOutcome.Cancelled(reason));
        }

        return cancelled;
    }

    /// <summary>Records that a claimed command could not be released; the approval is used up all the same.</summary>
    public async Task FailAsync(ApprovalClaim claim, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        await _store.WriteAsync(
            session => _transactions.Fail(session, claim.RequestId, reason), cancellationToken);
        _feed.Publish(new ApprovalNotice(claim.RequestId, ApprovalState.Failed));
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

    /// <summary>Tells the session that waits, and everybody who listens. A session hears only the first outcome.</summary>
    private void End(string id, ApprovalState state, ApprovalOutcome outcome)
    {
        if (state == ApprovalState.Approved)
        {
            if (_open.TryGetValue(id, out var approved))
            {
                approved.Complete(outcome);
            }
        }
        else if (_open.TryRemove(id, out var ended))
        {
            ended.Complete(outcome);
        }

        _feed.Publish(new ApprovalNotice(id, state));
    }

    private async Task ExpireLoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(ExpiryInterval, _clock, cancellationToken);
                await ExpireOverdueAsync();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task ExpireOverdueAsync()
    {
        var now = _clock.GetUtcNow();
        string[] overdue = [.. _open.Values.Where(ticket => ticket.Request.Expires <= now).Select(ticket => ticket.Id)];
        if (overdue.Length == 0)
        {
            return;
        }

        try
        {
            // Those that somebody else ended a moment before are that one's to tell.
            overdue = await _store.WriteAsync(_transactions.ExpireOverdue, CancellationToken.None);
        }
        catch (StoreException failure)
        {
            // The sessions are told all the same: a claim checks the time itself, so nothing runs late.
            ApprovalsLog.ExpiryNotStored(_logger, failure);
        }

        foreach (var id in overdue)
        {
            End(id, ApprovalState.Expired, new ApprovalOutcome.Expired());
        }
    }
}
