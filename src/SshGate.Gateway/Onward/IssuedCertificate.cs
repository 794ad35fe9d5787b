using System.Globalization;
using SshGate.Gateway.Targets;
using SshGate.Ssh.Keys;

namespace SshGate.Gateway.Onward;

/// <summary>A certificate that the gate made for one onward connection.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Hop">The machine and account that it is for.</param>
/// <param name="Unforced">Why it does not name the approved command; null when it does, or was not to.</param>
internal sealed record IssuedCertificate(SshCertificate Certificate, TargetHop Hop, string? Unforced)
{
    /// <summary>The serial number as text: 64 bits are more than a number in JSON can hold.</summary>
    public string SerialText => Certificate.Serial.ToString(CultureInfo.InvariantCulture);
}
