using SshGate.Policy.Syntax;

namespace SshGate.Policy.Parsing;

/// <summary>A here-document whose body starts after the next newline.</summary>
internal readonly record struct PendingHereDocument(HereDocument Document, string Delimiter);
