namespace SshGate.Policy.Classification;

/// <summary>What the arguments of <c>printf</c> are for.</summary>
internal static class PrintfFormat
{
    /// <summary>For each argument that a format takes: whether it takes it as a number.</summary>
    public static List<bool> TakesNumbers(string format)
    {
        var result = new List<bool>();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                continue;
            }

            for (i++; i < format.Length && (char.IsAsciiDigit(format[i]) || "-+ #0.*'$lhqjzt".Contains(format[i], StringComparison.Ordinal)); i++)
            {
                if (format[i] is '*' or '$')
                {
                    // A width that is an argument, or arguments in another order: any may be a number.
                    return [true];
                }

                if (format[i] == 'q')
                {
                    break;
                }
            }

            if (i < format.Length && format[i] != '%')
            {
                result.Add(format[i] is not ('s' or 'b' or 'c' or 'q' or 'Q' or '('));
            }
        }

        return result;
    }
}
