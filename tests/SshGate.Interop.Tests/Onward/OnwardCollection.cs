namespace SshGate.Interop.Tests.Onward;

/// <summary>The tests that share an <see cref="OnwardStage"/>.</summary>
[CollectionDefinition(nameof(OnwardCollection))]
public sealed class OnwardCollection : ICollectionFixture<OnwardStage>;
