using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>The tests that send lines share one stage, and run one after the other.</summary>
[CollectionDefinition("lines")]
public sealed class LineCollection : ICollectionFixture<ShellStage>;
