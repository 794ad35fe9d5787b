namespace SshGate.Policy.Rules.Conditions;

/// <summary>One condition of a rule.</summary>
internal abstract class Condition(string key)
{
    /// <summary>The key it is written under.</summary>
    public string Key { get; } = key;

    /// <summary>Whether it is about one command of a line, not about the request as a whole.</summary>
    public virtual bool IsAboutElement => false;

    /// <summary>How much work it is, next to others: the cheap ones often make the rest needless.</summary>
    public virtual int Cost => 0;

    /// <summary>Whether it holds; null when that cannot be known.</summary>
    public abstract bool? Holds(Facts facts);

    /// <summary>What was written, for people and to compare rules with each other.</summary>
    public abstract IReadOnlyList<string> Wanted { get; }

    /// <summary>What was found, for people.</summary>
    public abstract string Found(Facts facts);

    /// <summary>Whether this surely holds whenever the other does; false when that is not plain to see.</summary>
    public virtual bool Includes(Condition other) =>
        other.GetType() == GetType() && other.Key == Key && other.Wanted.All(Wanted.Contains);
}
