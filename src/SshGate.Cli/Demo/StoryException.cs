namespace SshGate.Cli.Demo;

/// <summary>Something the story should show was not seen.</summary>
internal sealed class StoryException(string message) : Exception(message);
