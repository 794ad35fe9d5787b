using SshGate.Interop.Tests.Support;
using SshGate.Interop.Tests.Support.Shells;

namespace SshGate.Interop.Tests.Catalogue;

/// <summary>A stage without room for recordings: less than the gate's low-water mark of 256 MiB.</summary>
public sealed class FullStage : ShellStage
{
    private protected override GateSettings Settings => new() { RecordingSpace = 16L * 1024 * 1024 };
}
