using Microsoft.Extensions.Logging.Abstractions;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Identity;
using SshGate.Gateway.Onward;
using SshGate.Gateway.Sessions;
using SshGate.Gateway.Store;
using SshGate.Gateway.Targets;
using SshGate.Gateway.Tests.Approvals;
using SshGate.Gateway.Tests.Store;
using SshGate.Gateway.Vault;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Tests.Onward;

public sealed class HostKeyNewsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task News_that_did_not_get_on_record_is_not_taken_for_told()
    {
        await using var people = new TestPeople();
        var hop = new TargetHop(
            new Target { Name = "web-1", Host = "192.0.2.1", HostKeys = [NewKey()], Accounts = [Account] }, Account);
        var purpose = Purpose(await people.VerifyAsync(people.Token("agent-1")), hop);
        SshPublicKey[] announced = [.. hop.Target.HostKeys, NewKey()];
        var store = GateStore.Open(_directory.Path);
        var news = new HostKeyNews(new AuditLog(store, TimeProvider.System), NullLogger.Instance);

        await store.DisposeAsync();
        await Assert.ThrowsAsync<StoreException>(async () => await news.TellAsync(purpose, hop, announced));
        await Assert.ThrowsAsync<StoreException>(async () => await news.TellAsync(purpose, hop, announced));
    }

    private static TargetAccount Account { get; } =
        new() { Name = "deploy", Credential = new TargetCredential.Key(KeyReference.Parse("web")) };

    private static OnwardPurpose Purpose(VerifiedIdentity identity, TargetHop hop) =>
        (OnwardPurpose)Activator.CreateInstance(typeof(OnwardPurpose), nonPublic: true)! with
        {
            Grant = new Grant
            {
                Id = "g-1",
                Identity = identity,
                Target = hop.Target,
                Account = hop.Account,
                SourceAddress = "192.0.2.7",
                PolicyVersion = "1",
                Rules = [],
                ExpiresAt = identity.ExpiresAt,
            },
            ConnectionId = "c-1",
            SessionId = "s-1",
            CertificateIssued = (_, _) => ValueTask.CompletedTask,
        };

    private static SshPublicKey NewKey()
    {
        using var key = SshPrivateKey.Generate(SshKeyKind.Ed25519);
        return key.PublicKey;
    }
}
