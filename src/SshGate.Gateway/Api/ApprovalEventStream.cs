using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SshGate.Gateway.Approvals;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Api;

/// <summary>
/// Requests as they come and change, as server-sent events: first all that are pending, then every change. The stream
/// ends when the caller's token does, when the caller falls behind, and when the gate stops.
/// </summary>
internal sealed class ApprovalEventStream : IDisposable
{
    private readonly ApiServices _services;
    private readonly CancellationToken _stopping;
    private readonly SemaphoreSlim _slots = new(ApiLimits.MaxEventStreams, ApiLimits.MaxEventStreams);

    public ApprovalEventStream(ApiServices services, CancellationToken stopping)
    {
        _services = services;
        _stopping = stopping;
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/approvals/events", StreamAsync);

    public void Dispose() => _slots.Dispose();

    private async Task StreamAsync(HttpContext context)
    {
        var caller = context.Identity();
        if (!ApprovalEndpoints.SeesAll(caller))
        {
            await context.RefuseAsync(ApiProblems.Forbidden("the event stream needs the role approver, auditor or operator"));
            return;
        }

        if (!await _slots.WaitAsync(TimeSpan.Zero, context.RequestAborted))
        {
            await context.RefuseAsync(ApiProblems.Busy("too many event streams are open; try again later"));
            return;
        }

        try
        {
            await WriteAllAsync(context, caller);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task WriteAllAsync(HttpContext context, VerifiedIdentity caller)
    {
        // The difference may be tiny or past with clock skew; the stream then ends at once.
        var left = caller.ExpiresAt - _services.Clock.GetUtcNow();
        using var tokenEnd = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _services.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, _stopping, tokenEnd.Token);

        // Listening begins before the list is read: what comes in between is told twice rather than never.
        using var subscription = _services.Approvals.Subscribe();
        context.Response.ContentType = "text/event-stream";
        try
        {
            foreach (var request in await _services.Approvals.ListAsync(
                ApprovalState.Pending, ApiLimits.MaxListLength, end.Token))
            {
                await WriteAsync(context, request, end.Token);
            }

            await context.Response.WriteAsync(": listening\n\n", end.Token);
            await WriteNoticesAsync(context, subscription, end.Token);
            await context.Response.WriteAsync("event: end\ndata: {}\n\n", end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Caller, token or gate has ended; so does the stream.
        }
    }

    private async Task WriteNoticesAsync(
        HttpContext context, ApprovalSubscription subscription, CancellationToken cancellationToken)
    {
        var more = subscription.Notices.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            await context.Response.Body.FlushAsync(cancellationToken);
            try
            {
                if (!await more.WaitAsync(ApiLimits.KeepAliveInterval, _services.Clock, cancellationToken))
                {
                    return;
                }
            }
            catch (TimeoutException)
            {
                await context.Response.WriteAsync(": still here\n\n", cancellationToken);
                continue;
            }

            while (subscription.Notices.TryRead(out var notice))
            {
                if (await _services.Approvals.FindAsync(notice.RequestId, cancellationToken) is { } details)
                {
                    await WriteAsync(context, details.Request, cancellationToken);
                }
            }

            more = subscription.Notices.WaitToReadAsync(cancellationToken).AsTask();
        }
    }

    private static async Task WriteAsync(
        HttpContext context, ApprovalRequest request, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(ApprovalSummary.Of(request), ApiJson.Default.ApprovalSummary);
        await context.Response.WriteAsync($"event: approval\ndata: {json}\n\n", cancellationToken);
    }
}
