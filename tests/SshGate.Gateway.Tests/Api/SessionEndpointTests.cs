using System.Net;
using SshGate.Gateway.Api;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Tests.Api;

public sealed class SessionEndpointTests : IAsyncLifetime
{
    private ApiFixture _api = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiFixture.CreateAsync();
        foreach (var (id, subject) in new[] { ("s-1", "agent-1"), ("s-2", "agent-2") })
        {
            _api.Sessions.Live[id] = new SessionInfo
            {
                Id = id,
                ConnectionId = "c-1",
                Phase = "running",
                Target = "web1",
                Account = "deploy",
                Issuer = _api.Approvals.Agent.Issuer,
                Subject = subject,
                Name = subject,
                SourceAddress = "192.0.2.7",
                Started = _api.Approvals.Clock.GetUtcNow(),
            };
        }
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task People_with_a_role_see_all_sessions_and_agents_their_own()
    {
        Assert.Equal(2, (await _api.GetAsync("/api/v1/sessions", _api.Auditor)).Body.GetArrayLength());
        var own = Assert.Single((await _api.GetAsync("/api/v1/sessions", _api.Agent)).Body.EnumerateArray().ToArray());
        Assert.Equal("s-1", own.GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync("/api/v1/sessions/s-1", _api.Agent)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _api.GetAsync("/api/v1/sessions/s-2", _api.Agent)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _api.GetAsync("/api/v1/sessions/s-3", _api.Auditor)).Status);
    }

    [Fact]
    public async Task Past_sessions_are_for_people_with_a_role_and_cannot_be_ended_again()
    {
        _api.Sessions.Past.Add(_api.Sessions.Live["s-2"] with
        {
            Id = "s-0",
            Phase = "ended",
            Ended = _api.Approvals.Clock.GetUtcNow(),
            Exit = "3",
            Reason = "ended",
        });

        var all = (await _api.GetAsync("/api/v1/sessions?state=all", _api.Auditor)).Body;
        Assert.Equal(3, all.GetArrayLength());
        Assert.Equal("3", all[2].GetProperty("exit").GetString());
        Assert.Equal(1, (await _api.GetAsync("/api/v1/sessions?state=all&limit=1", _api.Auditor)).Body.GetArrayLength());
        Assert.Equal(HttpStatusCode.BadRequest, (await _api.GetAsync("/api/v1/sessions?state=all&limit=501", _api.Auditor)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _api.GetAsync("/api/v1/sessions?state=old", _api.Auditor)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _api.GetAsync("/api/v1/sessions?state=all", _api.Agent)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync("/api/v1/sessions/s-0", _api.Auditor)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _api.GetAsync("/api/v1/sessions/s-0", _api.Agent)).Status);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _api.PostAsync("/api/v1/sessions/s-0/kill", _api.Operator, new { reason = "x" })).Status);
    }

    [Fact]
    public async Task An_agent_does_not_inherit_the_roles_of_the_person_it_acts_for()
    {
        var delegated = _api.Approvals.People.Token(
            "olga@example.com", [Role.Operator, Role.Auditor, Role.Approver], "cli", actor: "agent-9");

        Assert.Empty((await _api.GetAsync("/api/v1/sessions", delegated)).Body.EnumerateArray().ToArray());
        Assert.Equal(HttpStatusCode.NotFound, (await _api.GetAsync("/api/v1/sessions/s-1", delegated)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _api.GetAsync("/api/v1/sessions?state=all", delegated)).Status);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await _api.PostAsync("/api/v1/sessions/s-1/kill", delegated, new { reason = "x" })).Status);
        Assert.Empty(_api.Sessions.Killed);
    }

    [Fact]
    public async Task An_operator_ends_a_session_and_that_is_on_record_before_it_happens()
    {
        var recorded = false;
        _api.Sessions.BeforeKill = async id => recorded =
            (await _api.Approvals.Audit.ReadAsync(0, 10, id, requestId: null, Ct)).Any(entry => entry.Type == "session_killed");

        var (status, _) = await _api.PostAsync("/api/v1/sessions/s-2/kill", _api.Operator, new { reason = "looks odd" });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(recorded);
        Assert.Equal(("s-2", "looks odd", "olga@example.com"), Assert.Single(_api.Sessions.Killed));
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _api.PostAsync("/api/v1/sessions/s-2/kill", _api.Operator, new { reason = "again" })).Status);
    }

    [Fact]
    public async Task Nobody_else_ends_a_session()
    {
        foreach (var token in new[] { _api.Agent, _api.Alice, _api.Auditor })
        {
            Assert.Equal(
                HttpStatusCode.Forbidden,
                (await _api.PostAsync("/api/v1/sessions/s-1/kill", token, new { reason = "x" })).Status);
        }

        Assert.Empty(_api.Sessions.Killed);
        Assert.Equal(
            3,
            (await _api.Approvals.Audit.ReadAsync(0, 10, "s-1", requestId: null, Ct))
                .Count(entry => entry.Type == "api_access_refused"));
    }

    [Fact]
    public async Task A_session_is_not_ended_without_a_reason()
    {
        Assert.Equal(
            HttpStatusCode.BadRequest, (await _api.PostAsync("/api/v1/sessions/s-1/kill", _api.Operator, new { })).Status);
        Assert.Empty(_api.Sessions.Killed);
    }
}
