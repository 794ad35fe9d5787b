using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using SshGate.Gateway.Configuration;
using SshGate.Gateway.Hosting;

namespace SshGate.Cli.Serve;

/// <summary><c>sshgate serve</c>: the gate, until it is told to stop.</summary>
internal static class ServeCommand
{
    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "print where the gate listens as one JSON line on standard output" };
        var command = new Command("serve", "Run the gate in the foreground") { ConfigFile.Option, json };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var options = ConfigFile.Load(parse);
            if (options.Identity.Issuers.Count == 0)
            {
                await Console.Error.WriteLineAsync(
                    "sshgate: hint: Identity.Issuers is empty, so nobody can log in; name an issuer in the configuration");
            }

            using var loggers = CreateLoggers(options.Logging);
            await using var gate = await GateHost.StartAsync(options, loggers, TimeProvider.System, cancellationToken);
            if (parse.GetValue(json))
            {
                await Console.Out.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(
                    new { ssh = gate.SshEndPoint.ToString(), api = gate.ApiAddress.ToString().TrimEnd('/') }));
            }

            await EndSignal.WaitAsync(cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ILoggerFactory CreateLoggers(LoggingOptions options) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(options.Level);

        // The gate says itself where it listens, and a start that fails ends with one message in place of a stack trace.
        logging.AddFilter("Microsoft", level => level >= LogLevel.Warning && level >= options.Level);
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        if (options.Json)
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = TimestampFormat;
            });
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = TimestampFormat + " ";
            });
        }

        // Standard output belongs to the verb's own answer.
        logging.Services.Configure<ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
