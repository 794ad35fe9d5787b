using System.Text.Json;

namespace SshGate.Interop.Tests.Support;

/// <summary>The facts file that <c>sshgate demo --facts</c> writes, read as any script would.</summary>
internal sealed record GateFacts(
    string Host,
    int Port,
    string Api,
    string Issuer,
    string Target,
    string Account,
    int TargetPort,
    string Recordings,
    string Agent,
    string Agent2,
    string Approver,
    string Approver2,
    string Auditor,
    string Operator)
{
    public static GateFacts Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = json.RootElement;
        var (ssh, target, tokens) = (root.GetProperty("ssh"), root.GetProperty("target"), root.GetProperty("tokens"));
        return new GateFacts(
            Text(ssh, "host"),
            ssh.GetProperty("port").GetInt32(),
            Text(root, "api"),
            Text(root, "issuer"),
            Text(target, "name"),
            Text(target, "account"),
            target.GetProperty("port").GetInt32(),
            Text(root, "recordings"),
            Text(tokens, "agent"),
            Text(tokens, "agent2"),
            Text(tokens, "approver"),
            Text(tokens, "approver2"),
            Text(tokens, "auditor"),
            Text(tokens, "operator"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
