using SshGate.Gateway.Sessions;

namespace SshGate.Gateway.Lanes.Shell;

/// <summary>The status of a command as a shell has it: of one that a signal ended, 128 and the signal's number.</summary>
internal static class SignalStatus
{
    public static uint Of(CommandExit exit) => exit.Signal is null ? exit.Status : 128 + Number(exit.Signal);

    // The names of RFC 4254 §6.10 with the numbers that POSIX fixes, and 11 and 13, which are the same on Linux and the BSDs.
    private static uint Number(string signal) => signal switch
    {
        "HUP" => 1,
        "INT" => 2,
        "QUIT" => 3,
        "ILL" => 4,
        "ABRT" => 6,
        "FPE" => 8,
        "KILL" => 9,
        "SEGV" => 11,
        "PIPE" => 13,
        "ALRM" => 14,
        "TERM" => 15,
        _ => 0,
    };
}
