using System.Data.Common;
using SshGate.Gateway.Store;

namespace SshGate.Gateway.Audit;

/// <summary>Walks the whole audit log and names the first entry that is not what was written.</summary>
public sealed class AuditVerifier
{
    // Entries per read: the log may be large, the memory for checking it is not.
    private const int PageSize = 1000;

    private readonly StoreReader _reader;

    /// <summary>Verifies the log behind <paramref name="reader"/>; a running gate does not mind.</summary>
    public AuditVerifier(StoreReader reader) => _reader = reader;

    /// <summary>Verifies every entry, and that an end that was kept elsewhere is still part of the log.</summary>
    public async Task<AuditVerification> VerifyAsync(AuditHead? expected, CancellationToken cancellationToken)
    {
        var head = AuditHead.Empty;
        var previous = AuditChain.RootHash;
        var after = long.MinValue;
        while (true)
        {
            var page = await _reader.ReadAsync(
                session => session.Query(
                    $"SELECT {AuditChain.Columns} FROM audit_events WHERE sequence > @after ORDER BY sequence LIMIT @limit",
                    static row => (Sequence: row.GetInt64(0), Entry: ReadOrNull(row)),
                    ("@after", after),
                    ("@limit", PageSize)),
                cancellationToken);
            foreach (var (sequence, entry) in page)
            {
                if (entry is null)
                {
                    return new AuditVerification.Broken(sequence, $"entry {sequence} cannot be read as an entry");
                }

                if (FindFault(entry, head.Sequence + 1, previous, expected) is { } fault)
                {
                    return fault;
                }

                after = sequence;
                previous = entry.Hash;
                head = new AuditHead(entry.Sequence, Convert.ToHexStringLower(entry.Hash.Span));
            }

            if (page.Count < PageSize)
            {
                break;
            }
        }

        return expected is { } kept && kept.Sequence > head.Sequence
            ? new AuditVerification.Broken(
                head.Sequence + 1,
                $"the log ends at entry {head.Sequence}, but it once reached entry {kept.Sequence}: its end was cut off")
            : new AuditVerification.Intact(head);
    }

    // A changed file may hold anything in any column; that is a finding, not a failure of the verifier.
    private static AuditEntry? ReadOrNull(DbDataReader row)
    {
        try
        {
            return AuditChain.Read(row);
        }
        catch (Exception unreadable) when (unreadable
            is InvalidCastException or InvalidOperationException or FormatException or ArgumentException
            or OverflowException)
        {
            return null;
        }
    }

    private static AuditVerification.Broken? FindFault(
        AuditEntry entry, long expectedSequence, ReadOnlyMemory<byte> previous, AuditHead? expected)
    {
        if (entry.Sequence != expectedSequence)
        {
            return new(expectedSequence, $"entry {expectedSequence} is missing; the next one is {entry.Sequence}");
        }

        if (!entry.PreviousHash.Span.SequenceEqual(previous.Span))
        {
            return new(entry.Sequence, $"entry {entry.Sequence} does not continue the entry before it");
        }

        if (!AuditChain.ComputeHash(entry).AsSpan().SequenceEqual(entry.Hash.Span))
        {
            return new(entry.Sequence, $"entry {entry.Sequence} was changed: its content does not give its hash");
        }

        return expected is { } kept
            && kept.Sequence == entry.Sequence
            && kept.Hash != Convert.ToHexStringLower(entry.Hash.Span)
            ? new(entry.Sequence, $"entry {entry.Sequence} is not the one that was kept elsewhere: the log was rewritten")
            : null;
    }
}
