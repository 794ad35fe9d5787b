using System.CommandLine;
using SshGate.Cli;

var root = new RootCommand("SshGate holds every command of an AI agent until policy, or a person, lets it through.");

return await CommandRunner.RunAsync(root, args);
