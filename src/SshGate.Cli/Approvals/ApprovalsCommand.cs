using System.CommandLine;

namespace SshGate.Cli.Approvals;

/// <summary><c>sshgate approvals</c>: what waits for people, and their decisions.</summary>
internal static class ApprovalsCommand
{
    public static Command Create() => new(
        "approvals",
        """
        Look at held requests and decide them.

        Exit codes:
          0   done
          1   the gate says no: not pending any more, other bytes than shown, unknown id
          64  the command line was not understood
          65  an input cannot be used
          69  the gate cannot be reached
          70  the gate failed
          77  not signed in, or not permitted
        """)
    {
        ListCommand.Create(),
        ShowCommand.Create(),
        DecideCommand.CreateApprove(),
        DecideCommand.CreateReject(),
        WithdrawCommand.Create(),
        WatchCommand.Create(),
    };
}
