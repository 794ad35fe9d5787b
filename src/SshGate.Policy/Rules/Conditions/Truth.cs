namespace SshGate.Policy.Rules.Conditions;

/// <summary>Three-valued logic: true, false, and null for what cannot be known before the command runs.</summary>
internal static class Truth
{
    /// <summary>All of them: one that is false decides, then one that is not known.</summary>
    public static bool? All<T>(IEnumerable<T> items, Func<T, bool?> test)
    {
        bool? result = true;
        foreach (var item in items)
        {
            switch (test(item))
            {
                case false:
                    return false;
                case null:
                    result = null;
                    break;
            }
        }

        return result;
    }

    /// <summary>At least one: one that is true decides, then one that is not known.</summary>
    public static bool? Any<T>(IEnumerable<T> items, Func<T, bool?> test) => !All(items, item => !test(item));
}
