namespace SshGate.Recording.Masking;

/// <summary>Whether digits can be the number of a payment card (ISO/IEC 7812-1: length, first digit, Luhn check).</summary>
internal static class CardNumber
{
    public static bool IsValid(string text)
    {
        var sum = 0;
        var count = 0;
        var first = ' ';
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            var digit = text[i] - '0';
            var doubled = digit * 2;
            sum += count % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
            count++;
            first = text[i];
        }

        // 2 to 6 begin the numbers of the card networks; 0000… and time stamps do not.
        return count is >= 13 and <= 19 && first is >= '2' and <= '6' && sum % 10 == 0;
    }
}
