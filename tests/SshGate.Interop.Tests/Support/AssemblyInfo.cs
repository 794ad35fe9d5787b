using SshGate.Interop.Tests.Files;
using SshGate.Interop.Tests.Support;

// Real programs on few cores: more than two tests at a time only make each other slow.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: AssemblyFixture(typeof(SharedGate))]
[assembly: AssemblyFixture(typeof(FilesGate))]
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
