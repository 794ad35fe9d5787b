namespace SshGate.Policy.Rules;

/// <summary>Every key of a policy file, by the thing it belongs to. <c>policy.schema.json</c> lists the same, and a test compares.</summary>
internal static class PolicyKeys
{
    public static readonly string[] Document =
    [
        "version", "include", "defaults", "approvals", "calendars", "connections", "commands", "thresholds", "delegations", "table", "tests",
    ];

    public static readonly string[] Pack = ["version", "pack", "connections", "commands", "thresholds", "tests"];

    public static readonly string[] PackHeader = ["name", "version", "title", "does", "does-not"];

    public static readonly string[] Include = ["pack", "when", "approve"];

    public static readonly string[] Defaults = ["command", "connection", "files", "forward", "approve", "zone"];

    public static readonly string[] Approve =
        ["profile", "approvers", "count", "stages", "expires", "escalate", "fallback", "service-level", "labels"];

    public static readonly string[] Stage = ["name", "approvers", "count"];

    public static readonly string[] Escalate = ["after", "to"];

    public static readonly string[] Rule =
        ["id", "note", "when", "then", "approve", "delegable", "message", "hint", "tags", "mask", "notify", "record", "wait"];

    public static readonly string[] Record = ["input"];

    public static readonly string[] Threshold = ["id", "note", "when", "environments", "message", "hint", "tags"];

    public static readonly string[] Delegation =
        ["name", "note", "owner", "who", "on", "classes", "from", "until", "zone", "per-hour", "fallback", "tags"];

    public static readonly string[] DelegationClass = ["command", "arguments", "paths", "line"];

    public static readonly string[] Who = ["principal", "issuer", "client", "agent", "groups", "scopes"];

    public static readonly string[] Where = ["target", "environment", "labels", "account", "source", "time"];

    public static readonly string[] Time = ["zone", "days", "from", "to", "dates", "except"];

    public static readonly string[] Amount = ["pattern", "value"];

    public static readonly string[] ConnectionHistory = ["first-connection", "per-minute", "per-hour", "held-per-hour", "rejected-per-hour"];

    public static readonly string[] CommandHistory = [.. ConnectionHistory, "new-command", "new-line"];

    public static readonly string[] ConnectionWhen = [.. Who, .. Where, "intent", "history", "any", "all", "not"];

    public static readonly string[] CommandWhen =
    [
        .. ConnectionWhen, "context", "risk", "command", "arguments", "paths", "redirections", "line", "terminal", "destination", "amount",
        "operands", "command-count", "line-bytes", "input-bytes",
    ];

    public static readonly string[] Test =
    [
        "line", "input", "context", "terminal", "expect", "rule", "people", "tags", .. Who, "target", "environment", "labels", "account",
        "source", "at", "intent", "history",
    ];

    public static readonly string[] TestHistory =
        ["per-minute", "per-hour", "held-per-hour", "rejected-per-hour", "known-commands", "known-line", "first-connection", "uses"];
}
