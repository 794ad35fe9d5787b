using System.Text;
using Microsoft.Extensions.Logging;
using SshGate.Gateway.Audit;
using SshGate.Policy;
using SshGate.Recording.Masking;

namespace SshGate.Gateway.Configuration;

/// <summary>
/// The policy in use. A changed file is taken over whole, between two decisions; a bad one changes nothing, and says so with file,
/// line and reason in the operator's log and in the audit log.
/// </summary>
public sealed class PolicySource
{
    /// <summary>A policy is written by people; larger is a mistake.</summary>
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly string? _file;
    private readonly AuditLog _audit;
    private readonly ILogger _logger;
    private PolicyDocument _current;
    private string _seen;
    private string? _lastProblem;

    private PolicySource(string? file, PolicyDocument document, string seen, AuditLog audit, ILogger logger)
    {
        _file = file;
        _current = document;
        _seen = seen;
        _audit = audit;
        _logger = logger;
    }

    /// <summary>The document that decides now.</summary>
    public PolicyDocument Current => Volatile.Read(ref _current);

    /// <summary>Loads <paramref name="file"/>, or the built-in default policy when it is null.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read or is not a policy: the gate does not start.</exception>
    public static async Task<PolicySource> OpenAsync(string? file, AuditLog audit, ILogger logger, CancellationToken cancellationToken)
    {
        var text = file is null ? "" : Read(file);
        var document = file is null ? PolicyDocument.Default : Load(text, file);
        var source = new PolicySource(file, document, text, audit, logger);
        await source.AuditAsync(AuditEventType.PolicyLoaded, new AuditDetails().With("version", document.Version), cancellationToken);
        return source;
    }

    /// <summary>Looks at the file again. Called every second or so by the gate.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_file is null)
        {
            return;
        }

        string problem;
        try
        {
            var text = Read(_file);
            if (string.Equals(text, _seen, StringComparison.Ordinal))
            {
                _lastProblem = null;
                return;
            }

            var document = Load(text, _file);

            // Taken as seen only when it is in use: one that could not be audited is tried again.
            await AuditAsync(AuditEventType.PolicyLoaded, new AuditDetails().With("version", document.Version), cancellationToken);
            Volatile.Write(ref _current, document);
            _seen = text;
            _lastProblem = null;
            Log.PolicyLoaded(_logger, _file, document.Version);
            return;
        }
        catch (ConfigurationException failure)
        {
            problem = failure.Message;
        }

        // Said once for each new content, not every second.
        if (!string.Equals(problem, _lastProblem, StringComparison.Ordinal))
        {
            Log.PolicyRefused(_logger, problem);
            await AuditAsync(
                AuditEventType.PolicyRefused,
                new AuditDetails().With("problem", problem).With("kept", Current.Version),
                cancellationToken);
            _lastProblem = problem;
        }
    }

    private static string Read(string file)
    {
        try
        {
            var info = new FileInfo(file);
            if (info.Length > MaxBytes)
            {
                throw Problem(file, $"the policy has {info.Length} bytes; at most {MaxBytes} are read");
            }

            return File.ReadAllText(file, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw Problem(file, $"the policy cannot be read: {failure.Message}", failure);
        }
    }

    private static PolicyDocument Load(string text, string file)
    {
        var load = PolicyDocument.Load(text, file);
        var document = load.Document ?? throw new ConfigurationException(
            file,
            [.. load.Errors.Select(error => new ConfigurationProblem($"{error.Line}:{error.Column}", error.Message))]);
        // A rule that promises to mask what nothing here can find would be a lie.
        return document.References.MaskDetectors.FirstOrDefault(name => !SecretMasker.Names.Contains(name)) is { } unknown
            ? throw Problem(file, $"mask: there is no detector '{unknown}'; there are {string.Join(", ", SecretMasker.Names)}")
            : document;
    }

    private static ConfigurationException Problem(string file, string text, Exception? inner = null) =>
        new(file, [new ConfigurationProblem("1:1", text)], inner);

    private Task<AuditHead> AuditAsync(AuditEventType type, AuditDetails details, CancellationToken cancellationToken) =>
        _audit.AppendAsync(new AuditEvent { Type = type, Details = details }, cancellationToken);
}
