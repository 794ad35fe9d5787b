namespace SshGate.Fuzz.Soak;

/// <summary>How much for how long.</summary>
/// <param name="Time">How long the sessions work, once all are there.</param>
/// <param name="Sessions">Connections that are logged in and have traffic.</param>
/// <param name="Stalled">Connections that stop somewhere before their login.</param>
/// <param name="Pause">The longest pause of a session between two pieces of work.</param>
internal sealed record SoakOptions(TimeSpan Time, int Sessions, int Stalled, TimeSpan Pause);
