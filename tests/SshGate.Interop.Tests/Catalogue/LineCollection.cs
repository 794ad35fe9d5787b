using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>The tests that send lines share one stage, and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class LineCollection : ICollectionFixture<ShellStage>
{
    /// <summary>For the attribute of its classes.</summary>
    public const string Name = "catalogue, lines";
}
