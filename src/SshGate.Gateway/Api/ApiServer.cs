using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SshGate.Gateway.Store;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace SshGate.Gateway.Api;

/// <summary>The HTTP API for approvers, auditors and operators. Plain HTTP, therefore on loopback only.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly WebApplication _application;
    private readonly ApprovalEventStream _events;
    private readonly CancellationTokenSource _stopping;
    private int _disposed;

    private ApiServer(
        WebApplication application, ApprovalEventStream events, CancellationTokenSource stopping, Uri address)
    {
        _application = application;
        _events = events;
        _stopping = stopping;
        Address = address;
    }

    /// <summary>Where it listens, with the port that it got.</summary>
    public Uri Address { get; }

    /// <summary>Starts to listen. Port 0 takes a free one.</summary>
    /// <exception cref="ArgumentException">The address is not a loopback address.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ApiServer> StartAsync(
        IPEndPoint endPoint, ApiServices services, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(services);
        if (!IPAddress.IsLoopback(endPoint.Address))
        {
            throw new ArgumentException(
                $"the API speaks plain HTTP and listens on loopback only, not on {endPoint.Address}; "
                + "put a TLS proxy on this machine before it",
                nameof(endPoint));
        }

        var stopping = new CancellationTokenSource();
        var events = new ApprovalEventStream(services, stopping.Token);
        var application = Build(endPoint, services, events);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            events.Dispose();
            stopping.Dispose();
            throw;
        }

        var addresses = application.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses;
        return new ApiServer(application, events, stopping, new Uri(addresses.Single()));
    }

    /// <summary>Ends event streams, lets calls in progress finish for a moment, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        using var patience = new CancellationTokenSource(StopPatience);
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
        _events.Dispose();
        _stopping.Dispose();
    }

    private static WebApplication Build(IPEndPoint endPoint, ApiServices services, ApprovalEventStream events)
    {
        // Empty: no configuration file, environment variable or signal handler of the framework gets a say here.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.Replace(ServiceDescriptor.Singleton(services.Loggers));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Listen(endPoint);
            options.Limits.MaxRequestBodySize = ApiLimits.MaxBodyBytes;
            options.Limits.MaxRequestHeadersTotalSize = ApiLimits.MaxHeaderBytes;
            options.Limits.MaxConcurrentConnections = ApiLimits.MaxConnections;
        });

        var application = builder.Build();
        var logger = services.Loggers.CreateLogger<ApiServer>();
        var authentication = new ApiAuthentication(services);
        application.Use((context, next) => GuardAsync(context, next, logger));
        application.UseWhen(
            static context => context.Request.Path != "/healthz",
            branch => branch.Use((context, next) => authentication.InvokeAsync(context, next)));
        application.UseRouting();
        application.MapGet("/healthz", static context => context.Response.WriteAsync("ok\n", context.RequestAborted));
        events.Map(application);
        new ApprovalEndpoints(services).Map(application);
        new SessionEndpoints(services).Map(application);
        application.MapFallback("{*path}", static context =>
            context.RefuseAsync(ApiProblems.NotFound("there is nothing at this address")));
        return application;
    }

    /// <summary>The one catch-all: every failure becomes one problem, and nothing of it but words goes out.</summary>
    private static async Task GuardAsync(HttpContext context, RequestDelegate next, ILogger logger)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone; nobody is left to be told.
        }
        catch (BadHttpRequestException unusable)
        {
            await RefuseAsync(context, ApiProblems.Unusable(unusable));
        }
        catch (StoreException failure)
        {
            ApiLog.CallFailed(logger, failure);
            await RefuseAsync(context, ApiProblems.Unavailable());
        }
        catch (Exception failure)
        {
            ApiLog.CallFailed(logger, failure);
            await RefuseAsync(context, ApiProblems.Failed());
        }
    }

    private static async Task RefuseAsync(HttpContext context, ApiProblem problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        await context.RefuseAsync(problem);
    }

    /// <summary>Signals belong to the program; the default lifetime would take Ctrl-C for itself.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
