using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using SshGate.Gateway.Identity;

namespace SshGate.Gateway.Api;

/// <summary>One authenticated call: who calls, and how answers are written.</summary>
internal static class ApiCall
{
    private static readonly object IdentityKey = new();

    public static VerifiedIdentity Identity(this HttpContext context) => (VerifiedIdentity)context.Items[IdentityKey]!;

    public static void SetIdentity(this HttpContext context, VerifiedIdentity identity) =>
        context.Items[IdentityKey] = identity;

    /// <summary>Whether the caller has one of the roles himself; an agent that acts for somebody does not inherit them.</summary>
    public static bool HasAnyRole(this VerifiedIdentity identity, params ReadOnlySpan<Role> roles)
    {
        if (identity.Actors.Count > 0)
        {
            return false;
        }

        foreach (var role in roles)
        {
            if (identity.Roles.Contains(role))
            {
                return true;
            }
        }

        return false;
    }

    public static Task AnswerAsync<T>(this HttpContext context, T value, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(value, type, contentType: null, context.RequestAborted);

    public static Task RefuseAsync(this HttpContext context, ApiProblem problem)
    {
        context.Response.StatusCode = problem.Status;
        return context.Response.WriteAsJsonAsync(
            problem, ApiJson.Default.ApiProblem, "application/problem+json", context.RequestAborted);
    }

    /// <summary>Reads the body; throws <see cref="BadHttpRequestException"/> with words for the caller if it cannot be used.</summary>
    public static async Task<T> ReadBodyAsync<T>(this HttpContext context, JsonTypeInfo<T> type)
    {
        // Also keeps web pages of others from sending one: a form cannot have this type.
        if (!context.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException(
                "the body must be JSON (Content-Type: application/json)", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
                ?? throw new BadHttpRequestException("the body is empty");
        }
        catch (JsonException malformed)
        {
            throw new BadHttpRequestException("the body is not the JSON object that is expected here", malformed);
        }
    }
}
