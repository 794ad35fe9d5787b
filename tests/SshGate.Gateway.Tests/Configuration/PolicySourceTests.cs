using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.Store;
using SshGate.Gateway.Tests.Store;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Configuration;

public sealed class PolicySourceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string PolicyFile => Path.Combine(_directory.Path, "policy.yaml");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_policy_that_could_not_be_audited_is_tried_again()
    {
        await using var store = GateStore.Open(Path.Combine(_directory.Path, "data"));
        await File.WriteAllTextAsync(PolicyFile, PolicyDocument.DefaultText(), Ct);
        var policy = await PolicySource.OpenAsync(PolicyFile, new AuditLog(store, TimeProvider.System), NullLogger.Instance, Ct);
        var before = policy.Current.Version;
        await File.WriteAllTextAsync(PolicyFile, PolicyDocument.DefaultText() + "\n", Ct);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => policy.RefreshAsync(new CancellationToken(canceled: true)));
        Assert.Equal(before, policy.Current.Version);
        await policy.RefreshAsync(Ct);

        Assert.NotEqual(before, policy.Current.Version);
    }

    [Fact]
    public async Task A_bad_policy_is_told_once_and_again_when_it_comes_back()
    {
        await using var store = GateStore.Open(Path.Combine(_directory.Path, "data"));
        var audit = new AuditLog(store, TimeProvider.System);
        await File.WriteAllTextAsync(PolicyFile, PolicyDocument.DefaultText(), Ct);
        var policy = await PolicySource.OpenAsync(PolicyFile, audit, NullLogger.Instance, Ct);
        var kept = policy.Current;

        foreach (var text in new[] { "nonsense: [", "nonsense: [", PolicyDocument.DefaultText(), "nonsense: [" })
        {
            await File.WriteAllTextAsync(PolicyFile, text, Ct);
            await policy.RefreshAsync(Ct);
        }

        Assert.Same(kept, policy.Current);
        Assert.Equal(2, (await audit.ReadAsync(0, 100, null, null, Ct)).Count(entry => entry.Type == "policy_refused"));
    }
}
