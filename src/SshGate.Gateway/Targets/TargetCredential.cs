using System.Net;
using SshGate.Gateway.Vault;

namespace SshGate.Gateway.Targets;

/// <summary>What the gate logs in at an account with.</summary>
public abstract record TargetCredential
{
    private TargetCredential()
    {
    }

    /// <summary>The vault's key that it rests on; without a version it is always the newest one.</summary>
    public abstract KeyReference VaultKey { get; }

    /// <summary>A key whose public half stands in the account's <c>authorized_keys</c>.</summary>
    /// <param name="Reference">The key in the vault.</param>
    public sealed record Key(KeyReference Reference) : TargetCredential
    {
        /// <inheritdoc/>
        public override KeyReference VaultKey => Reference;
    }

    /// <summary>
    /// A certificate of minutes over a key of one connection, signed by an authority of the vault that the target trusts
    /// (<c>TrustedUserCAKeys</c>): nothing that could be stolen from the target or used later.
    /// </summary>
    public sealed record Certificate : TargetCredential
    {
        /// <summary>Unless the file says something else: enough for a slow login, and for clocks that differ a little.</summary>
        public const int DefaultMinutes = 5;

        /// <summary>Longer than an hour it would be a key again.</summary>
        public const int MaxMinutes = 60;

        /// <summary>Few are needed; each has to stand in one certificate.</summary>
        public const int MaxPrincipals = 8;

        /// <summary>As <see cref="MaxPrincipals"/>.</summary>
        public const int MaxSourceAddresses = 16;

        /// <summary>The key of the vault that signs; its purpose is <see cref="KeyPurpose.Authority"/>.</summary>
        public required KeyReference Authority { get; init; }

        /// <summary>The names that the target lets into the account; the account's own unless the file says something else.</summary>
        public required IReadOnlyList<string> Principals { get; init; }

        /// <summary>How long after it was made a login with it may begin, 1 to <see cref="MaxMinutes"/> minutes.</summary>
        public TimeSpan ValidFor { get; init; } = TimeSpan.FromMinutes(DefaultMinutes);

        /// <summary>The gate's addresses as the target sees them, as networks; empty when any will do.</summary>
        public IReadOnlyList<IPNetwork> SourceAddresses { get; init; } = [];

        /// <inheritdoc/>
        public override KeyReference VaultKey => Authority;

        /// <summary>
        /// Reads an entry of <see cref="SourceAddresses"/>: an address, or a network such as 192.0.2.0/24. sshd refuses the whole
        /// certificate for one that it cannot read, such as a network with bits beside its mask, so only the one way to write each is
        /// accepted.
        /// </summary>
        public static bool TryParseSource(string text, out IPNetwork network)
        {
            ArgumentNullException.ThrowIfNull(text);
            network = default;
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            var first = slash < 0 ? text : text[..slash];
            if (!IPAddress.TryParse(first, out var address)
                || address.ToString() != first
                || first.Contains('%', StringComparison.Ordinal))
            {
                return false;
            }

            var whole = slash < 0 ? $"{text}/{address.GetAddressBytes().Length * 8}" : text;
            return IPNetwork.TryParse(whole, out network) && network.ToString() == whole;
        }
    }
}
