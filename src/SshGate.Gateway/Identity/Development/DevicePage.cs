using System.Net;

namespace SshGate.Gateway.Identity.Development;

/// <summary>The page where a person approves a device: one form, no script.</summary>
internal static class DevicePage
{
    public static string Form(string userCode, IEnumerable<DevelopmentUser> users) => Page(
        $"""
        <form method="post">
        <p><label>Code <input name="user_code" value="{WebUtility.HtmlEncode(userCode)}" autocomplete="off"></label></p>
        <p><label>Sign in as <select name="user">{string.Concat(users.Select(Option))}</select></label></p>
        <p><button name="action" value="approve">Approve</button> <button name="action" value="deny">Deny</button></p>
        </form>
        """);

    public static string Message(string text) => Page($"<p>{WebUtility.HtmlEncode(text)}</p>");

    private static string Option(DevelopmentUser user) =>
        $"""<option value="{WebUtility.HtmlEncode(user.Name)}">{WebUtility.HtmlEncode(user.DisplayName)}</option>""";

    private static string Page(string body) =>
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>SshGate development issuer</title></head>
        <body><h1>SshGate development issuer</h1>
        <p>For trying things out on this machine only: it believes everyone.</p>
        {body}
        </body></html>
        """;
}
