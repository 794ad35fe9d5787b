using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Store;
using SshGate.Policy;

namespace SshGate.Gateway.History;

/// <summary>
/// What the gate remembers of principals for the conditions of the policy: how much they do, what is held and refused, what
/// they ran before at a target. Read and written in memory; stored a moment later, in the groups of the store. What a killed
/// gate forgets counts as never seen.
/// </summary>
internal sealed class HistoryBook : IAsyncDisposable
{
    private const string Purpose = "sshgate history line 1";

    // One write of so many takes the store's writer a few milliseconds, for which decisions wait.
    private const int SaveTogether = 25;

    // Longer than any caller holds a history in its hands.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly GateStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, Lazy<Task<PrincipalHistory>>> _principals = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _flushing;
    private int _disposed;

    private HistoryBook(GateStore store, TimeProvider clock, ILogger logger)
    {
        _store = store;
        _clock = clock;
        _logger = logger;
        _flushing = FlushLoopAsync(_stop.Token);
    }

    /// <summary>Opens the histories of a store; those of principals that are long gone are forgotten.</summary>
    public static async Task<HistoryBook> OpenAsync(
        GateStore store, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - HistoryLimits.Keep;
        await store.WriteAsync(session => HistoryTable.Forget(session, before), cancellationToken);
        return new HistoryBook(store, clock, loggers.CreateLogger<HistoryBook>());
    }

    /// <summary>Stores what is not stored yet.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync();
        await _flushing;
        await FlushAsync();
        _stop.Dispose();
    }

    /// <summary>What the policy is to be told, before it is asked. Waits only for a principal that is not in memory.</summary>
    /// <param name="subject">Who, where.</param>
    /// <param name="line">The command; null for a connection.</param>
    /// <param name="input">Its withheld input.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<RequestHistory> ReadAsync(
        HistorySubject subject, CommandLine? line, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken) =>
        (await HistoryOfAsync(subject, cancellationToken))
            .Read(subject, line is null ? null : DigestOf(line, input), _clock.GetUtcNow());

    /// <summary>A connection was granted.</summary>
    public async ValueTask ConnectedAsync(HistorySubject subject, CancellationToken cancellationToken) =>
        (await HistoryOfAsync(subject, cancellationToken)).Connect(subject, _clock.GetUtcNow());

    /// <summary>A command was decided.</summary>
    /// <param name="subject">Who, where.</param>
    /// <param name="verdict">What the policy said.</param>
    /// <param name="isReturn">Whether it was held before, and its agent comes back for the approval.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask DecidedAsync(
        HistorySubject subject, Verdict verdict, bool isReturn, CancellationToken cancellationToken) =>
        (await HistoryOfAsync(subject, cancellationToken)).Decide(verdict, isReturn, _clock.GetUtcNow());

    /// <summary>A held command was rejected by people.</summary>
    public async ValueTask RejectedAsync(HistorySubject subject, CancellationToken cancellationToken) =>
        (await HistoryOfAsync(subject, cancellationToken)).Reject(_clock.GetUtcNow());

    /// <summary>A command was admitted.</summary>
    /// <param name="subject">Who, where.</param>
    /// <param name="line">The command.</param>
    /// <param name="input">Its withheld input.</param>
    /// <param name="effective">Names of everything that runs.</param>
    /// <param name="rules">The rules that allowed it; none when people did.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask AdmittedAsync(
        HistorySubject subject,
        CommandLine line,
        ReadOnlyMemory<byte>? input,
        IReadOnlyList<string> effective,
        IReadOnlyList<string> rules,
        CancellationToken cancellationToken) =>
        (await HistoryOfAsync(subject, cancellationToken))
            .Run(subject, DigestOf(line, input), effective, rules, _clock.GetUtcNow());

    /// <summary>Stores what is not stored yet; what cannot be stored stays in memory.</summary>
    internal async Task FlushAsync()
    {
        foreach (var some in Loaded().Chunk(SaveTogether))
        {
            var changed = some
                .Select(static history => (History: history, Changes: history.TakeChanges()))
                .Where(static pair => pair.Changes is not null)
                .ToList();
            if (changed.Count == 0)
            {
                continue;
            }

            try
            {
                await _store.WriteAsync(
                    session =>
                    {
                        changed.ForEach(pair => HistoryTable.Save(session, pair.Changes!));
                        return changed.Count;
                    },
                    CancellationToken.None);
            }
            catch (StoreException failure)
            {
                changed.ForEach(static pair => pair.History.Return(pair.Changes!));
                HistoryLog.NotStored(_logger, failure);
                return;
            }
        }
    }

    private static UInt128 DigestOf(CommandLine line, ReadOnlyMemory<byte>? input)
    {
        using var hash = new CanonicalHash(Purpose);
        hash.Add(line.Source.Span).Add(line.Context.ToString());
        _ = input is { } code ? hash.Add(code.Span) : hash.AddAbsent();
        return BinaryPrimitives.ReadUInt128BigEndian(hash.Finish());
    }

    private async ValueTask<PrincipalHistory> HistoryOfAsync(HistorySubject subject, CancellationToken cancellationToken)
    {
        var loading = _principals.GetOrAdd(
            subject.Principal,
            static (_, book) => new Lazy<Task<PrincipalHistory>>(() => book.Store.ReadAsync(
                session => HistoryTable.Load(session, book.Subject, book.Now), CancellationToken.None)),
            (Store: _store, Subject: subject, Now: _clock.GetUtcNow()));
        try
        {
            var task = loading.Value;
            return task.IsCompletedSuccessfully ? task.Result : await task.WaitAsync(cancellationToken);
        }
        catch when (loading.Value.IsFaulted)
        {
            // The next one tries again.
            _principals.TryRemove(KeyValuePair.Create(subject.Principal, loading));
            throw;
        }
    }

    private IEnumerable<PrincipalHistory> Loaded() => _principals.Values
        .Where(static loading => loading is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        .Select(static loading => loading.Value.Result);

    private async Task FlushLoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(HistoryLimits.FlushInterval, _clock, cancellationToken);
                await FlushAsync();
                LetGo();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Lets go of those who were idle longest; all of theirs is stored.</summary>
    private void LetGo()
    {
        var tooMany = _principals.Count - HistoryLimits.MaxPrincipals;
        if (tooMany <= 0)
        {
            return;
        }

        var since = _clock.GetUtcNow() - Idle;
        foreach (var idle in Loaded()
            .Where(history => history.IsIdleSince(since))
            .OrderBy(static history => history.LastUsed)
            .Take(tooMany)
            .ToList())
        {
            if (_principals.TryGetValue(idle.Principal, out var loaded))
            {
                _principals.TryRemove(KeyValuePair.Create(idle.Principal, loaded));
            }
        }
    }
}
