using SshGate.Gateway.Audit;

namespace SshGate.Gateway.Api;

/// <summary>Who somebody is, as proven by a token at that moment.</summary>
/// <param name="Issuer">The issuer.</param>
/// <param name="Subject">The user or service.</param>
/// <param name="ClientId">The client the token was issued to.</param>
/// <param name="Agent">The acting agent, if any.</param>
/// <param name="Name">A readable name; foreign text.</param>
/// <param name="Groups">The groups.</param>
/// <param name="AuthenticationMethods">How the person signed in (<c>amr</c>).</param>
public sealed record PrincipalView(
    string Issuer,
    string Subject,
    string ClientId,
    string? Agent,
    string? Name,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> AuthenticationMethods)
{
    internal static PrincipalView Of(AuditPrincipal principal) => new(
        principal.Issuer,
        principal.Subject,
        principal.ClientId,
        principal.Agent,
        principal.Name,
        principal.Groups,
        principal.AuthenticationMethods);
}
