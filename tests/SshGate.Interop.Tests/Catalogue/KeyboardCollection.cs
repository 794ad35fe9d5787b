using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>The tests that type share one stage of their own, beside those that send lines.</summary>
[CollectionDefinition(Name)]
public sealed class KeyboardCollection : ICollectionFixture<ShellStage>
{
    /// <summary>For the attribute of its classes.</summary>
    public const string Name = "catalogue, keyboard";
}
