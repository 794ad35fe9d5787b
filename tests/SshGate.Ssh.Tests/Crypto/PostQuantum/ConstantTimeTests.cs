using System.Reflection;
using System.Reflection.Emit;
using SshGate.Ssh.Crypto.PostQuantum;

namespace SshGate.Ssh.Tests.Crypto.PostQuantum;

/// <summary>
/// What can be seen of constant time without measuring: the compiled methods of the post-quantum algorithms have no division
/// and no remainder, which a processor, or the compiler before it optimizes, would do in a time that depends on the numbers.
/// </summary>
public sealed class ConstantTimeTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly HashSet<OpCode> Divisions = [OpCodes.Div, OpCodes.Div_Un, OpCodes.Rem, OpCodes.Rem_Un];

    private static readonly Dictionary<short, OpCode> Known = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private static readonly Type[] Kernels =
    [
        typeof(ConstantTime), typeof(MlKemTransform), typeof(MlKemCodec), typeof(SntrupPolynomial), typeof(SntrupSampling),
        typeof(SntrupCodec), typeof(MixedRadixCode), typeof(SntrupFieldQ),
    ];

    [Fact]
    public void Nothing_divides()
    {
        var methods = Methods().ToArray();
        Assert.True(methods.Length > 50);

        var dividing = methods
            .Where(method => Instructions(method).Any(instruction => Divisions.Contains(instruction.Code)))
            .Select(method => $"{method.DeclaringType!.FullName}.{method.Name}")
            .ToArray();

        // The constructor of the encodings works out reciprocals of public moduli. That it is found shows that the search finds.
        Assert.NotEmpty(dividing);
        Assert.All(dividing, name => Assert.Matches("MixedRadixCode.*ctor", name));
    }

    // Without the attribute they would run unoptimized at first: every helper a call, every value through memory.
    [Fact]
    public void Loops_over_secrets_are_optimized_from_the_first_call()
    {
        var loops = Methods()
            .Where(method => Kernels.Contains(method.DeclaringType) && !method.IsConstructor)
            .Where(method => Instructions(method).Any(instruction => instruction.IsBackward))
            .ToArray();

        Assert.True(loops.Length >= 20);
        Assert.All(loops, method => Assert.True(
            (method.MethodImplementationFlags
                & (MethodImplAttributes.AggressiveOptimization | MethodImplAttributes.AggressiveInlining)) != 0,
            $"{method.DeclaringType!.Name}.{method.Name}"));
    }

    [Fact]
    public void Comparing_and_choosing_take_masks()
    {
        byte[] left = [1, 2, 3, 0x80];
        Assert.Equal(-1, ConstantTime.EqualMask(left, [1, 2, 3, 0x80]));
        Assert.Equal(-1, ConstantTime.EqualMask([], []));
        for (var place = 0; place < 32; place++)
        {
            var other = left.ToArray();
            other[place / 8] ^= (byte)(1 << (place % 8));
            Assert.Equal(0, ConstantTime.EqualMask(left, other));
        }

        var target = left.ToArray();
        ConstantTime.Replace(target, [9, 8, 7, 6], 0);
        Assert.Equal(left, target);
        ConstantTime.Replace(target, [9, 8, 7, 6], -1);
        Assert.Equal([9, 8, 7, 6], target);
    }

    private static IEnumerable<MethodBase> Methods() => typeof(Kem).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(Kem).Namespace)
        .SelectMany(type => type.GetMethods(Everything).Concat<MethodBase>(type.GetConstructors(Everything)))
        .Where(method => method.GetMethodBody() is not null);

    // ECMA-335 §III.1.2: one or two bytes of code, then an operand whose size the code tells.
    private static IEnumerable<(OpCode Code, bool IsBackward)> Instructions(MethodBase method)
    {
        var il = method.GetMethodBody()!.GetILAsByteArray()!;
        for (var i = 0; i < il.Length;)
        {
            var code = il[i] == 0xfe ? Known[unchecked((short)((0xfe << 8) | il[i + 1]))] : Known[il[i]];
            i += code.Size;
            yield return (code, code.OperandType switch
            {
                OperandType.ShortInlineBrTarget => il[i] > sbyte.MaxValue,
                OperandType.InlineBrTarget => BitConverter.ToInt32(il, i) < 0,
                _ => false,
            });
            i += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, i)),
                _ => 4,
            };
        }
    }
}
