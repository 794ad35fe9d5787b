using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using SshGate.Fuzz.Engine;

namespace SshGate.Fuzz.Coverage;

/// <summary>Writes a copy of an assembly in which every basic block tells <see cref="EdgeMap"/> that it was reached.</summary>
internal static class EdgeInstrumenter
{
    /// <summary>Loops over secrets and tables: much time, and nothing of a peer's choosing.</summary>
    private const string Skipped = "SshGate.Ssh.Crypto";

    public static MemoryStream Instrument(string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        var hit = assembly.MainModule.ImportReference(typeof(EdgeMap).GetMethod(nameof(EdgeMap.Hit)));
        var random = new FuzzRandom(1);
        foreach (var method in assembly.MainModule.GetTypes().Where(type => !IsSkipped(type)).SelectMany(type => type.Methods))
        {
            if (method.HasBody)
            {
                Instrument(method.Body, hit, random);
            }
        }

        var copy = new MemoryStream();
        assembly.Write(copy);
        copy.Position = 0;
        return copy;
    }

    private static bool IsSkipped(TypeDefinition type) => type.DeclaringType is { } outer
        ? IsSkipped(outer)
        : type.Namespace == Skipped;

    private static void Instrument(MethodBody body, MethodReference hit, FuzzRandom random)
    {
        // Long branches while the distances change, short ones again afterwards.
        body.SimplifyMacros();
        var processor = body.GetILProcessor();
        var moved = new Dictionary<Instruction, Instruction>();
        foreach (var leader in Leaders(body))
        {
            var number = processor.Create(OpCodes.Ldc_I4, random.Below(1 << 16));
            processor.InsertBefore(leader, number);
            processor.InsertBefore(leader, processor.Create(OpCodes.Call, hit));
            moved[leader] = number;
        }

        foreach (var instruction in body.Instructions)
        {
            instruction.Operand = instruction.Operand switch
            {
                Instruction to => moved.GetValueOrDefault(to, to),
                Instruction[] to => to.Select(one => moved.GetValueOrDefault(one, one)).ToArray(),
                var other => other,
            };
        }

        foreach (var handler in body.ExceptionHandlers)
        {
            handler.TryStart = Moved(handler.TryStart);
            handler.TryEnd = Moved(handler.TryEnd);
            handler.HandlerStart = Moved(handler.HandlerStart);
            handler.HandlerEnd = Moved(handler.HandlerEnd);
            handler.FilterStart = Moved(handler.FilterStart);
        }

        body.OptimizeMacros();

        Instruction? Moved(Instruction? instruction) =>
            instruction is null ? null : moved.GetValueOrDefault(instruction, instruction);
    }

    private static HashSet<Instruction> Leaders(MethodBody body)
    {
        var leaders = new HashSet<Instruction> { body.Instructions[0] };
        foreach (var instruction in body.Instructions)
        {
            switch (instruction.OpCode.FlowControl)
            {
                case FlowControl.Cond_Branch when instruction.Operand is Instruction[] cases:
                    leaders.UnionWith(cases);
                    Add(instruction.Next);
                    break;
                case FlowControl.Cond_Branch or FlowControl.Branch:
                    Add(instruction.Operand as Instruction);
                    Add(instruction.Next);
                    break;
            }
        }

        foreach (var handler in body.ExceptionHandlers)
        {
            Add(handler.HandlerStart);
            Add(handler.FilterStart);
        }

        return leaders;

        void Add(Instruction? leader)
        {
            if (leader is not null)
            {
                leaders.Add(leader);
            }
        }
    }
}
