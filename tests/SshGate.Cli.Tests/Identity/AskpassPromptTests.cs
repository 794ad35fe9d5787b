using System.Text;
using SshGate.Cli.Identity;

namespace SshGate.Cli.Tests.Identity;

public sealed class AskpassPromptTests
{
    private static readonly byte[] Token = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 625).Select(n => $"{n:0000}")));

    [Theory]
    [InlineData("(web@gate) Password (access token): ", 0, 1023)]
    [InlineData("(web@gate) Password (access token, part 2): ", 1023, 1023)]
    [InlineData("(web@gate) Password (access token, part 3): ", 2046, 454)]
    [InlineData("(web@gate) Password (access token, part 4): ", 2500, 0)]
    [InlineData("(web@gate) Token part 2: ", 1023, 1023)]
    [InlineData("Token part 3: ", 2046, 454)]
    [InlineData("token part 99: ", 2500, 0)]
    [InlineData("agent+web@gate's password: ", 0, 1023)]
    public void A_prompt_gets_its_piece(string prompt, int start, int length)
    {
        Assert.True(AskpassPrompt.TryAnswer(prompt, Token, out var piece));
        Assert.Equal(Token.AsSpan(start, length), piece);
    }

    [Theory]
    [InlineData("The authenticity of host 'gate' can't be established.\nAre you sure you want to continue connecting (yes/no/[fingerprint])? ")]
    [InlineData("Please type 'yes', 'no' or the fingerprint: ")]
    [InlineData("Enter passphrase for key '/home/a/.ssh/token password': ")]
    [InlineData("Enter PIN for ED25519-SK key: ")]
    [InlineData("Allow use of key? ")]
    [InlineData("")]
    public void The_token_answers_no_other_question(string prompt) => Assert.False(AskpassPrompt.TryAnswer(prompt, Token, out _));

    [Theory]
    [InlineData(1)]
    [InlineData(1022)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(2046)]
    [InlineData(3900)]
    public void The_pieces_put_together_are_the_token(int length)
    {
        var token = Enumerable.Range(0, length).Select(n => (byte)('a' + (n % 26))).ToArray();
        var arrived = new List<byte>();
        for (var part = 1; ; part++)
        {
            var prompt = part == 1 ? "Password (access token): " : $"Password (access token, part {part}): ";
            Assert.True(AskpassPrompt.TryAnswer(prompt, token, out var piece));
            arrived.AddRange(piece);
            if (piece.Length != AskpassPrompt.PieceBytes)
            {
                break;
            }
        }

        Assert.Equal(token, arrived);
    }
}
