namespace SshGate.Gateway.Api;

/// <summary>An error as RFC 9457 writes it. <paramref name="Code"/> is stable, for programs; the rest is for people.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What kind of error it is.</param>
/// <param name="Detail">What happened and what to do.</param>
/// <param name="Code">A stable name.</param>
public sealed record ApiProblem(int Status, string Title, string Detail, string Code);
