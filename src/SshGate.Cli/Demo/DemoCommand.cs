using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace SshGate.Cli.Demo;

/// <summary><c>sshgate demo</c>: the whole thing on loopback, to play with or to watch.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "play the story with real programs, then stop; exit 0 only if every step was seen" };
        var directory = new Option<string?>("--dir") { Description = "keep all state in this folder (default: a temporary one, removed at the end)" };
        var sshPort = new Option<int>("--ssh-port") { Description = "port of the gate (default: a free one)" };
        var httpPort = new Option<int>("--http-port") { Description = "port of the API (default: a free one)" };
        var issuerPort = new Option<int>("--issuer-port") { Description = "port of the issuer, whose address is part of everybody's identity (default: a free one)" };
        var policy = new Option<string?>("--policy") { Description = "policy file (default: the built-in policy)" };
        var facts = new Option<string?>("--facts") { Description = "write what a script needs to this file, as JSON, once the demo is ready" };
        var verbose = new Option<bool>("--verbose") { Description = "show the gate's log" };
        var json = new Option<bool>("--json") { Description = "print the facts as JSON instead of hints" };
        var command = new Command("demo", "An issuer, a real sshd as target and the gate, all on loopback")
        {
            once, directory, sshPort, httpPort, issuerPort, policy, facts, verbose, json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var settings = new DemoSettings(
                parse.GetValue(directory),
                parse.GetValue(sshPort),
                parse.GetValue(httpPort),
                parse.GetValue(issuerPort),
                parse.GetValue(policy),
                parse.GetValue(facts));
            using var loggers = LoggerFactory.Create(logging => logging
                .SetMinimumLevel(parse.GetValue(verbose) ? LogLevel.Debug : LogLevel.Error)
                .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
            await using var stage = await DemoStage.StartAsync(settings, loggers, cancellationToken);
            if (parse.GetValue(once))
            {
                return await PlayAsync(stage, cancellationToken);
            }

            await Console.Out.WriteLineAsync(parse.GetValue(json) ? stage.Facts.ToJson() : Hints(stage));
            await EndSignal.WaitAsync(cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<int> PlayAsync(DemoStage stage, CancellationToken cancellationToken)
    {
        try
        {
            await new DemoStory(stage).PlayAsync(cancellationToken);
            await Console.Out.WriteLineAsync("Every step was seen. `./sshgate demo` leaves the same gate running for you.");
            return ExitCodes.Ok;
        }
        catch (StoryException missing)
        {
            await Console.Error.WriteLineAsync($"sshgate: error: {missing.Message}");
            return ExitCodes.No;
        }
    }

    private static string Hints(DemoStage stage)
    {
        var agent = new DemoAgent(stage);
        var tokens = stage.Facts.Tokens;
        return $"""
            The gate is up; everything lives in {stage.Root}

            As the agent, in another terminal:
              export SSH_ASKPASS={stage.Askpass} SSH_ASKPASS_REQUIRE=force
              export SSHGATE_TOKEN_FILE={tokens.Agent}
              {agent.CommandFor("uptime")}
              {agent.CommandFor("rm -rf /tmp/x")}

            As the approver, while the second one waits:
              export SSHGATE_API={stage.Facts.Api}
              export SSHGATE_TOKEN_FILE={tokens.Approver}
              ./sshgate approvals list
              ./sshgate approvals approve ID        (or: reject ID --reason WHY)

            As the auditor:
              export SSHGATE_API={stage.Facts.Api}
              export SSHGATE_TOKEN_FILE={tokens.Auditor}
              ./sshgate sessions list
              ./sshgate replay ID --recordings {stage.Facts.Recordings}
              ./sshgate verify ID --recordings {stage.Facts.Recordings}

            Ctrl-C ends it.
            """;
    }
}
