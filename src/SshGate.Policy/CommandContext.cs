namespace SshGate.Policy;

/// <summary>Where a line is read, and so by which grammar.</summary>
public enum CommandContext
{
    /// <summary>The command of an exec request; a shell on the target reads it.</summary>
    Exec,

    /// <summary>A statement of the managed shell.</summary>
    Shell,

    /// <summary>Standard input of a shell: a whole script.</summary>
    Script,

    /// <summary>A line inside <c>psql</c>.</summary>
    Psql,

    /// <summary>A line inside <c>mysql</c>.</summary>
    Mysql,

    /// <summary>A line inside <c>redis-cli</c>.</summary>
    Redis,

    /// <summary>A line inside <c>python</c>.</summary>
    Python,

    /// <summary>A line inside <c>less</c>.</summary>
    Less,

    /// <summary>A line inside <c>vim</c>.</summary>
    Vim,

    /// <summary>An operation on files, from SFTP or scp, in the text that the gate makes of it.</summary>
    Files,

    /// <summary>A connection through the target, in the text that the gate makes of it.</summary>
    Forward,
}
