using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SshGate.Gateway.Audit;
using SshGate.Gateway.Sessions;
using SshGate.Gateway.Targets;
using SshGate.Gateway.Vault;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Onward;

/// <summary>
/// Opens what an account is logged in at with: a key of the vault, or a certificate made on the spot over a key that exists for
/// this one login.
/// </summary>
internal sealed class CredentialOpener(KeyVault vault, AuditLog audit, TimeProvider clock)
{
    /// <summary>How far the target's clock may be behind.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(1);

    /// <summary>Opens the credential; what a certificate says is on record before anybody can use it.</summary>
    /// <exception cref="VaultException">The vault cannot give it.</exception>
    public async Task<OnwardCredential> OpenAsync(OnwardPurpose purpose, TargetHop hop, CancellationToken cancellationToken)
    {
        switch (hop.Account.Credential)
        {
            case TargetCredential.Key key:
                // Whoever gets the credential disposes it.
#pragma warning disable CA2000
                var signer = vault.OpenSigner(key.Reference);
#pragma warning restore CA2000
                return new OnwardCredential(signer, null, signer);

            case TargetCredential.Certificate certificate:
                return await IssueAsync(purpose, hop, certificate, cancellationToken);

            default:
                throw new InvalidOperationException("a credential of a kind that is not known");
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "Whoever gets the credential disposes it.")]
    private async Task<OnwardCredential> IssueAsync(
        OnwardPurpose purpose, TargetHop hop, TargetCredential.Certificate wanted, CancellationToken cancellationToken)
    {
        var key = SshPrivateKey.Generate(SshKeyKind.Ed25519);
        try
        {
            string? unforced = null;
            var command = purpose.Command is { } approved ? ForcedCommand.Of(approved.Span, out unforced) : null;
            using var authority = vault.OpenSigner(wanted.Authority, KeyPurpose.Authority);
            var now = clock.GetUtcNow();
            var certificate = await SshCertificateIssuer.IssueAsync(
                new SshCertificateRequest
                {
                    Kind = SshCertificateKind.User,
                    Key = key.PublicKey,
                    KeyId = CertificateKeyId.Of(purpose.Grant.Identity.Subject, purpose.SessionId, purpose.RequestId),
                    Principals = wanted.Principals,
                    ValidAfter = now - ClockSlack,
                    ValidBefore = now + wanted.ValidFor,
                    Serial = BinaryPrimitives.ReadUInt64BigEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))),
                    ForceCommand = command,
                    SourceAddresses = wanted.SourceAddresses,
                    Extensions = [.. Extensions(purpose)],
                },
                authority,
                cancellationToken);
            var issued = new IssuedCertificate(certificate, hop, unforced);
            await RecordAsync(purpose, issued, wanted, cancellationToken);
            return new OnwardCredential(new CertifiedSigner(key, certificate), issued, key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Nothing else is ever allowed: no agent, no X11, no rc file of the account.</summary>
    private static IEnumerable<string> Extensions(OnwardPurpose purpose)
    {
        if (purpose.NeedsForward)
        {
            yield return "permit-port-forwarding";
        }

        if (purpose.NeedsTerminal)
        {
            yield return "permit-pty";
        }
    }

    private async Task RecordAsync(
        OnwardPurpose purpose, IssuedCertificate issued, TargetCredential.Certificate wanted, CancellationToken cancellationToken)
    {
        var certificate = issued.Certificate;
        await audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventType.CertificateIssued,
                ConnectionId = purpose.ConnectionId,
                SessionId = purpose.SessionId,
                RequestId = purpose.RequestId,
                Principal = AuditPrincipal.From(purpose.Grant.Identity),
                Details = AuditFacts.Of(purpose.Grant, issued.Hop)
                    .With("serial", issued.SerialText)
                    .With("key_id", certificate.KeyId)
                    .With("key", certificate.Key.Fingerprint)
                    .With("authority", wanted.Authority.ToString())
                    .With("authority_key", certificate.Authority.Fingerprint)
                    .With("principals", certificate.Principals)
                    .With("valid_after", certificate.ValidAfter)
                    .With("valid_before", certificate.ValidBefore)
                    .With("extensions", certificate.Extensions.Keys)
                    .With("source_addresses", wanted.SourceAddresses.Select(network => network.ToString()))
                    .With("forces_command", certificate.ForceCommand is not null)
                    .With("not_forced", issued.Unforced),
            },
            cancellationToken);
        await purpose.CertificateIssued(issued, cancellationToken);
    }
}
