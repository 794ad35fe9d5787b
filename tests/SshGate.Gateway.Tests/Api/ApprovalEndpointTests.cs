using System.Net;
using System.Text;
using System.Text.Json;
using SshGate.Gateway.Api;
using SshGate.Gateway.Approvals;
using SshGate.Policy;

namespace SshGate.Gateway.Tests.Api;

public sealed class ApprovalEndpointTests : IAsyncLifetime
{
    private ApiFixture _api = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await ApiFixture.CreateAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_person_approves_what_was_shown_and_the_session_hears_it()
    {
        var ticket = await _api.Approvals.SubmitAsync();
        var (_, shown) = await _api.GetAsync($"/api/v1/approvals/{ticket.Id}", _api.Alice);

        var (status, body) = await DecideAsync(
            ticket, "approve", _api.Alice, new { digest = shown.GetProperty("digest").GetString(), reason = "ok" });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Approved", body.GetProperty("state").GetString());
        Assert.IsType<ApprovalOutcome.Approved>(await ticket.WaitAsync(Ct));
        Assert.NotNull(await _api.Approvals.ClaimAsync(ticket));
    }

    [Fact]
    public async Task A_rejection_reaches_the_session()
    {
        var ticket = await _api.Approvals.SubmitAsync();

        var (status, _) = await DecideAsync(
            ticket, "reject", _api.Alice, new { digest = ticket.Request.Digest, reason = "not today" });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            new ApprovalOutcome.Rejected("alice@example.com", "not today"), await ticket.WaitAsync(Ct));
    }

    [Fact]
    public async Task What_is_shown_is_complete_and_cannot_be_spoofed()
    {
        const string Command = "echo ok\r\u001b[2Krm -rf /\n\u202etxt.exe  \n";
        var ticket = await _api.Approvals.SubmitAsync(Command);

        var (status, view) = await _api.GetAsync($"/api/v1/approvals/{ticket.Id}", _api.Alice);

        Assert.Equal(HttpStatusCode.OK, status);
        var command = view.GetProperty("command");
        Assert.Equal(Command, Encoding.UTF8.GetString(command.GetProperty("base64").GetBytesFromBase64()));
        Assert.Equal(Encoding.UTF8.GetByteCount(Command), command.GetProperty("bytes").GetInt32());
        Assert.Equal(3, command.GetProperty("lineCount").GetInt32());
        Assert.Equal(
            ["echo ok␍␛[2Krm -rf /", "‹U+202E›txt.exe  ", ""],
            command.GetProperty("lines").EnumerateArray().Select(line => line.GetString()));
        foreach (var name in new[]
        {
            "id", "state", "created", "expires", "digest", "context", "environment", "target", "account",
            "policyVersion", "risk", "reasons", "rules", "effective", "stages", "mayDecide", "missing", "requester",
            "connectionId", "sessionId", "sourceAddress", "intent", "decisions", "transitions", "recent",
        })
        {
            Assert.True(view.TryGetProperty(name, out _), $"{name} is missing");
        }

        Assert.False(view.TryGetProperty("mayNotDecide", out _));
        Assert.DoesNotContain('\u001b', view.GetRawText());
        Assert.DoesNotContain('\u202e', view.GetRawText());
    }

    [Fact]
    public async Task A_client_can_compute_the_digest_from_what_it_was_shown()
    {
        var ticket = await _api.Approvals.SubmitAsync("rm \u202ex\n");

        var (_, body) = await _api.GetAsync($"/api/v1/approvals/{ticket.Id}", _api.Alice);
        var view = body.Deserialize(ApiJson.Default.ApprovalView)!;

        var binding = new CommandBinding(
            CommandLine.Parse(view.Command.Base64, view.Context),
            view.Input?.Base64,
            view.Environment.ToDictionary(),
            view.Directory,
            view.Target,
            view.Account,
            view.PolicyVersion,
            view.HasTerminal);
        Assert.Equal(ticket.Request.Digest, binding.Digest);
    }

    [Fact]
    public async Task An_agent_sees_its_own_requests_and_no_others()
    {
        var other = await _api.Approvals.VerifiedAsync("agent-2");
        var own = await _api.Approvals.SubmitAsync("rm own");
        var foreign = await _api.Approvals.SubmitAsync("rm foreign", other);

        var (_, list) = await _api.GetAsync("/api/v1/approvals", _api.Agent);
        Assert.Equal(own.Id, Assert.Single(list.EnumerateArray().ToArray()).GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync($"/api/v1/approvals/{own.Id}", _api.Agent)).Status);
        Assert.Equal(
            HttpStatusCode.NotFound, (await _api.GetAsync($"/api/v1/approvals/{foreign.Id}", _api.Agent)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _api.GetAsync("/api/v1/approvals/events", _api.Agent)).Status);
        Assert.Equal(2, (await _api.GetAsync("/api/v1/approvals", _api.Auditor)).Body.GetArrayLength());
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("reject")]
    public async Task An_agent_cannot_decide(string verb)
    {
        var ticket = await _api.Approvals.SubmitAsync();
        var foreign = await _api.Approvals.SubmitAsync(requester: await _api.Approvals.VerifiedAsync("agent-2"));

        var (own, ownBody) = await DecideAsync(
            ticket, verb, _api.Agent, new { digest = ticket.Request.Digest, reason = "please" });
        var (others, othersBody) = await DecideAsync(
            foreign, verb, _api.Agent, new { digest = foreign.Request.Digest, reason = "please" });

        Assert.Equal(HttpStatusCode.Forbidden, own);
        Assert.Equal("self_approval", ownBody.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, others);
        Assert.Equal("not_a_person", othersBody.GetProperty("code").GetString());
        Assert.Equal(ApprovalState.Pending, (await _api.Approvals.ReadAsync(ticket)).Request.State);
    }

    [Fact]
    public async Task Auditors_and_operators_look_but_do_not_decide()
    {
        var ticket = await _api.Approvals.SubmitAsync();
        foreach (var token in new[] { _api.Auditor, _api.Operator })
        {
            Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync($"/api/v1/approvals/{ticket.Id}", token)).Status);
            Assert.Equal(
                HttpStatusCode.Forbidden,
                (await DecideAsync(ticket, "approve", token, new { digest = ticket.Request.Digest })).Status);
        }
    }

    [Fact]
    public async Task The_view_says_why_the_caller_may_not_decide()
    {
        var requester = await _api.Approvals.VerifiedAsync("alice@example.com", clientId: "copilot", actor: "bot");
        var ticket = await _api.Approvals.SubmitAsync(requester: requester);

        var (_, view) = await _api.GetAsync($"/api/v1/approvals/{ticket.Id}", _api.Alice);

        Assert.Contains("your own", view.GetProperty("mayNotDecide").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decisions_that_cannot_count_are_told_apart()
    {
        var ticket = await _api.Approvals.SubmitAsync();
        var digest = ticket.Request.Digest;

        await ExpectAsync(HttpStatusCode.BadRequest, "bad_request", ticket, "approve", new { });
        await ExpectAsync(HttpStatusCode.BadRequest, "bad_request", ticket, "approve", new { digest = "" });
        await ExpectAsync(HttpStatusCode.Conflict, "digest_mismatch", ticket, "approve", new { digest = digest + "0" });
        await ExpectAsync(HttpStatusCode.BadRequest, "reason_unusable", ticket, "reject", new { digest });
        await ExpectAsync(
            HttpStatusCode.BadRequest, "reason_unusable", ticket, "reject", new { digest, reason = new string('x', 2001) });
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _api.PostAsync("/api/v1/approvals/nothing/approve", _api.Alice, new { digest })).Status);
        Assert.Equal(ApprovalState.Pending, (await _api.Approvals.ReadAsync(ticket)).Request.State);

        await DecideAsync(ticket, "approve", _api.Alice, new { digest });
        await ExpectAsync(HttpStatusCode.Conflict, "not_pending", ticket, "reject", new { digest, reason = "late" });
    }

    [Fact]
    public async Task Bodies_that_are_no_decision_are_refused()
    {
        var ticket = await _api.Approvals.SubmitAsync();
        var path = $"/api/v1/approvals/{ticket.Id}/approve";
        string[] bodies =
        [
            "", "null", "[]", "42", "{", "{\"digest\":7}", new string('[', 5000),
            "{\"digest\":\"" + ticket.Request.Digest + "\"", // cut
        ];
        foreach (var body in bodies)
        {
            var (status, problem) = await _api.SendAsync(HttpMethod.Post, path, _api.Alice, body);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Equal("bad_request", problem.GetProperty("code").GetString());
        }

        using var form = ApiFixture.Request(HttpMethod.Post, path, _api.Alice);
        form.Content = new StringContent($"digest={ticket.Request.Digest}", Encoding.UTF8, "text/plain");
        using var response = await _api.Http.SendAsync(form, Ct);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(ApprovalState.Pending, (await _api.Approvals.ReadAsync(ticket)).Request.State);
    }

    [Fact]
    public async Task Huge_bodies_and_headers_are_refused()
    {
        var ticket = await _api.Approvals.SubmitAsync();
        var path = $"/api/v1/approvals/{ticket.Id}/approve";
        var huge = JsonSerializer.Serialize(new { digest = ticket.Request.Digest, reason = new string('x', 1_000_000) });

        var (status, problem) = await _api.SendAsync(HttpMethod.Post, path, _api.Alice, huge);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("too_large", problem.GetProperty("code").GetString());

        using var chunked = ApiFixture.Request(HttpMethod.Post, path, _api.Alice, huge);
        chunked.Headers.TransferEncodingChunked = true;
        using var response = await _api.Http.SendAsync(chunked, Ct);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);

        var (headers, _) = await _api.GetAsync("/api/v1/approvals", new string('x', 40_000));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, headers);
    }

    [Fact]
    public async Task Lists_are_filtered_by_state()
    {
        var rejected = await _api.Approvals.SubmitAsync("rm a");
        await _api.Approvals.DecideAsync(rejected, _api.Approvals.Alice, ApprovalVerb.Reject, "no");
        var pending = await _api.Approvals.SubmitAsync(new string('x', 5000));

        var (_, list) = await _api.GetAsync("/api/v1/approvals?state=pending", _api.Alice);

        var only = Assert.Single(list.EnumerateArray().ToArray());
        Assert.Equal(pending.Id, only.GetProperty("id").GetString());
        Assert.True(only.GetProperty("truncated").GetBoolean());
        Assert.Equal(5000, only.GetProperty("bytes").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, (await _api.GetAsync("/api/v1/approvals?state=odd", _api.Alice)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _api.GetAsync("/api/v1/approvals?state=7", _api.Alice)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _api.GetAsync("/api/v1/approvals?limit=0", _api.Alice)).Status);
        Assert.Equal(1, (await _api.GetAsync("/api/v1/approvals?limit=1", _api.Alice)).Body.GetArrayLength());
    }

    [Fact]
    public async Task Unknown_addresses_and_methods_are_answered_in_words()
    {
        var (status, problem) = await _api.GetAsync("/api/v1/nothing.json", _api.Alice);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("not_found", problem.GetProperty("code").GetString());
        var (method, _) = await _api.SendAsync(HttpMethod.Delete, "/api/v1/approvals", _api.Alice);
        Assert.True(method is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_store_that_does_not_write_gives_no_approval()
    {
        var ticket = await _api.Approvals.SubmitAsync();
        await _api.Approvals.Store.DisposeAsync();

        var (status, problem) = await DecideAsync(ticket, "approve", _api.Alice, new { digest = ticket.Request.Digest });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("unavailable", problem.GetProperty("code").GetString());
        Assert.False(ticket.Outcome.IsCompleted);
    }

    [Fact]
    public async Task The_stages_are_shown_with_who_may_decide_now_and_what_is_missing()
    {
        var people = _api.Approvals.People;
        var sam = people.Token("sam@example.com", [Gateway.Identity.Role.Approver], "console", ["sre"]);
        var tess = people.Token("tess@example.com", [Gateway.Identity.Role.Approver], "console", ["security"]);
        var ticket = await _api.Approvals.SubmitAsync(new ApprovalRequirement
        {
            Stages =
            [
                new ApprovalStage { Name = "technical", ApproverGroups = ["sre"], Count = 1 },
                new ApprovalStage { Name = "security", ApproverGroups = ["security"], Count = 1 },
            ],
            ExpiresAfter = TimeSpan.FromMinutes(10),
            Escalation = new ApprovalEscalation(TimeSpan.FromMinutes(5), ["leads"]),
        });
        var path = $"/api/v1/approvals/{ticket.Id}";

        var (_, before) = await _api.GetAsync(path, tess);
        Assert.Equal(["sre"], before.GetProperty("mayDecide").EnumerateArray().Select(group => group.GetString()!));
        Assert.Contains("technical", before.GetProperty("mayNotDecide").GetString(), StringComparison.Ordinal);
        var (_, decided) = await DecideAsync(ticket, "approve", sam, new { digest = ticket.Request.Digest });
        Assert.Equal(("Pending", 1, "security"), (
            decided.GetProperty("state").GetString(),
            decided.GetProperty("missing").GetInt32(),
            decided.GetProperty("stage").GetString()));
        var (_, after) = await _api.GetAsync(path, tess);
        var stages = after.GetProperty("stages").EnumerateArray().ToArray();
        Assert.Equal("sam@example.com", stages[0].GetProperty("approvedBy")[0].GetString());
        Assert.Equal([false, true], stages.Select(stage => stage.GetProperty("isOpen").GetBoolean()));
        Assert.False(after.TryGetProperty("mayNotDecide", out _));
        Assert.Equal("technical", after.GetProperty("decisions")[0].GetProperty("stage").GetString());
        Assert.Equal("leads", after.GetProperty("escalation").GetProperty("groups")[0].GetString());
        var (_, list) = await _api.GetAsync("/api/v1/approvals", _api.Auditor);
        Assert.Equal("2 of 2 (security)", list[0].GetProperty("stage").GetString());
        Assert.Equal("security", list[0].GetProperty("mayDecide")[0].GetString());
    }

    [Fact]
    public async Task Who_asked_withdraws_and_nobody_else_learns_of_it()
    {
        var ticket = await _api.Approvals.SubmitAsync(_api.Approvals.Question() with { IsAsync = true });
        var path = $"/api/v1/approvals/{ticket.Id}/withdraw";

        Assert.Equal(HttpStatusCode.NotFound, (await _api.PostAsync(path, _api.Alice, new { })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _api.PostAsync(path, _api.Approvals.People.Token("agent-2"), new { })).Status);
        var (status, body) = await _api.PostAsync(path, _api.Agent, new { });
        Assert.Equal((HttpStatusCode.OK, "Cancelled"), (status, body.GetProperty("state").GetString()));
        var (again, problem) = await _api.PostAsync(path, _api.Agent, new { });
        Assert.Equal((HttpStatusCode.Conflict, "not_pending"), (again, problem.GetProperty("code").GetString()));
    }

    private async Task ExpectAsync(
        HttpStatusCode status, string code, ApprovalTicket ticket, string verb, object decision)
    {
        var (actual, problem) = await DecideAsync(ticket, verb, _api.Alice, decision);
        Assert.Equal(status, actual);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> DecideAsync(
        ApprovalTicket ticket, string verb, string token, object decision) =>
        _api.PostAsync($"/api/v1/approvals/{ticket.Id}/{verb}", token, decision);
}
