using System.Text.RegularExpressions;
using SshGate.Ssh.Tests.Support;

namespace SshGate.Ssh.Tests.Conformance;

/// <summary>
/// OpenSSH's own regress scripts against our server. The library's README says of each script why it is here, or why not.
/// </summary>
public sealed class OpenSshRegressTests
{
    private static readonly string[] Short =
    [
        "broken-pipe", "cert-file", "connect", "connect-uri", "envpass", "exit-status-signal", "keyscan", "keytype", "proxy-connect",
        "putty-kex", "scp3", "stderr-after-eof", "transfer", "try-ciphers", "yes-head",
    ];

    private static readonly string[] Slow =
    [
        "cert-hostkey", "connect-privsep", "exit-status", "host-expand", "integrity", "kextype", "knownhosts", "localcommand",
        "login-timeout", "percent", "proto-version", "putty-ciphers", "putty-transfer", "sftp-uri", "stderr-data",
    ];

    /// <summary>
    /// Scripts that also try what we do not have, with those attempts: all others of the script have to pass, and these have
    /// to fail, or the README is out of date.
    /// </summary>
    private static readonly (string Script, string Attempts)[] Partial =
    [
        // ssh -R, and what sshd writes to a client that speaks no SSH.
        ("multiplex", "^(forward over UNIX|.*cmd forward (remote|local \\(UNIX\\)))"),
        ("dynamic-forward", "^start dynamic -R"),

        // What sshd -T prints.
        ("rekey", "^rekeylimit parsing"),

        // RSA certificates used with SHA-1, and certificates for nobody in particular.
        ("cert-userkey", "certified user keys: (rsa |empty principals auth authorized_keys)"),

        // Settings for some users only.
        ("limit-keytype", "^match w/ matching"),
    ];

    /// <summary>Every script that is tried here.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Short, .. Slow, .. Partial.Select(row => row.Script)];

    public static TheoryData<string> Scripts() => Long.Tests ? [.. Short, .. Slow] : [.. Short];

    public static TheoryData<string, string> PartialScripts()
    {
        var data = new TheoryData<string, string>();
        foreach (var (script, attempts) in Partial.Where(row => Long.Tests || row.Script == "dynamic-forward"))
        {
            data.Add(script, attempts);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Passes(string script)
    {
        await using var suite = await RegressSuite.CreateAsync();

        var result = await suite.RunAsync(script, TimeSpan.FromMinutes(10));

        Assert.True(result.Passed, result.Output);
    }

    [Theory]
    [MemberData(nameof(PartialScripts))]
    public async Task Passes_but_for_what_we_do_not_have(string script, string attempts)
    {
        await using var suite = await RegressSuite.CreateAsync();

        var result = await suite.RunAsync(script, TimeSpan.FromMinutes(10));

        Assert.NotEmpty(result.Failures);
        Assert.All(result.Failures, failure => Assert.Matches(new Regex(attempts), failure));
    }
}
