using SshGate.Interop.Tests.Support;

namespace SshGate.Interop.Tests.Shell;

/// <summary>One gate for the tests of the managed shell, with a policy that lets them look at their terminal.</summary>
public sealed class ShellGate() : SharedGate(new GateSettings { Policy = Policies.ManagedShell });
