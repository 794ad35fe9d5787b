using System.CommandLine;
using SshGate.Cli;
using SshGate.Cli.Approvals;
using SshGate.Cli.Demo;
using SshGate.Cli.Identity;
using SshGate.Cli.Keys;
using SshGate.Cli.Policy;
using SshGate.Cli.Replay;
using SshGate.Cli.Serve;
using SshGate.Cli.Sessions;
using SshGate.Cli.Targets;

var root = new RootCommand("SshGate holds every command of an AI agent until policy, or a person, lets it through.")
{
    DemoCommand.Create(),
    ServeCommand.Create(),
    ApprovalsCommand.Create(),
    SessionsCommand.Create(),
    ReplayCommand.Create(),
    VerifyCommand.Create(),
    PolicyCommand.Create(),
    TargetsCommand.Create(),
    KeysCommand.Create(),
    LoginCommand.Create(),
    TokenCommand.Create(),
    AskpassCommand.Create(),
    DevCommand.Create(),
};

return await CommandRunner.RunAsync(root, args);
