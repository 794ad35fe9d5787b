namespace SshGate.Interop.Tests.Support;

/// <summary>Policies that tests need beside the built-in one.</summary>
internal static class Policies
{
    /// <summary>Everything that is not read-only is held, for a second.</summary>
    public const string ExpiresAtOnce = "TO BE WRITTEN";
}
