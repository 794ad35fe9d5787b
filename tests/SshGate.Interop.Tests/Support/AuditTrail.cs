using System.Text.Json;

namespace SshGate.Interop.Tests.Support;

/// <summary>
/// The audit log as another program sees it: SQLite, read-only, its chain checked without any of the product's code.
/// </summary>
internal sealed class AuditTrail(string database)
{
    /// <summary>Every event of a type, oldest first.</summary>
    public async Task<IReadOnlyList<AuditRecord>> EventsAsync(string type)
    {
        var run = (await RunningProgram.RunAsync(
            Programs.Python, [Programs.Script("audit.py"), "events", database, type])).ShouldExit(0);
        return
        [
            .. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            {
                using var json = JsonDocument.Parse(line);
                return new AuditRecord(json.RootElement.Clone());
            }),
        ];
    }

    /// <summary>Waits for an event of a type with this text in it.</summary>
    public async Task<AuditRecord> WaitForAsync(string type, string text)
    {
        AuditRecord? found = null;
        await Wait.UntilAsync(
            async () =>
            {
                found = (await EventsAsync(type)).LastOrDefault(e => e.Text.Contains(text, StringComparison.Ordinal));
                return found is not null;
            },
            () => $"an audit event {type} with '{text}'");
        return found!;
    }

    /// <summary>Checks every link of the chain.</summary>
    public async Task VerifyAsync() =>
        (await RunningProgram.RunAsync(Programs.Python, [Programs.Script("audit.py"), "verify", database]))
            .ShouldExit(0);
}
