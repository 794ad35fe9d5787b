using System.Reflection;
using System.Runtime.CompilerServices;

namespace SshGate.Ssh.Tests.Docs;

/// <summary>The public surface of an assembly as text, one line a type and one a member.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Describe(Assembly assembly) => string.Concat(
        assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).Select(Describe));

    private static string Describe(Type type)
    {
        var members = type.IsEnum
            ? Enum.GetValues(type).Cast<object>().Select(value => $"{value} = {Convert.ToInt64(value)}")
            : type.GetMembers(Declared).Where(IsVisible).Select(Describe).Order(StringComparer.Ordinal);
        var bases = new[] { type.BaseType }.Where(IsTelling).Concat(type.IsEnum ? [] : Interfaces(type));
        var head = $"{Kind(type)} {Name(type)}" + (bases.Any() ? $" : {string.Join(", ", bases.Select(Name!))}" : "");
        return $"{head}\n{string.Concat(members.Select(member => $"    {member}\n"))}\n";
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static bool IsTelling(Type? type) =>
        type is not null && type != typeof(object) && type != typeof(ValueType) && type != typeof(Enum);

    private static IEnumerable<Type> Interfaces(Type type) => type.GetInterfaces()
        .Where(found => found.IsPublic && found.Name is not ("IEquatable`1" or "ISerializable"))
        .OrderBy(found => found.FullName, StringComparer.Ordinal);

    // What the compiler makes of a record says nothing that the record's properties do not say.
    private static bool IsVisible(MemberInfo member) => member switch
    {
        _ when member.IsDefined(typeof(CompilerGeneratedAttribute)) => false,
        ConstructorInfo constructor => IsOpen(constructor),
        MethodInfo method => IsOpen(method) && !method.IsSpecialName,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsOpen) && property.Name != "EqualityContract",
        FieldInfo field => field.IsPublic || field.IsFamily,
        _ => false,
    };

    private static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{Static(method)}{Name(method.ReturnType)}{Mark(Nullability.Create(method.ReturnParameter).ReadState)} {method.Name}({Parameters(method)})",
        PropertyInfo property => $"{Static(property.GetAccessors(nonPublic: true)[0])}{Name(property.PropertyType)}"
            + $"{Mark(Nullability.Create(property).ReadState)} {property.Name} {{ {Accessors(property)} }}",
        FieldInfo field => $"const {Name(field.FieldType)} {field.Name}",
        _ => member.ToString()!,
    };

    private static string Static(MethodBase method) => method.IsStatic ? "static " : "";

    private static string Accessors(PropertyInfo property)
    {
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        var setter = property.SetMethod is { } set && IsOpen(set) ? isInit ? " init;" : " set;" : "";
        return $"{required}get;{setter}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : "")}{Name(parameter.ParameterType)}"
        + $"{Mark(Nullability.Create(parameter).WriteState)} {parameter.Name}{(parameter.IsOptional ? " = …" : "")}"));

    private static string Mark(NullabilityState state) => state == NullabilityState.Nullable ? "?" : "";

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying);
        }

        var name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        name = type.Namespace?.StartsWith("SshGate.Ssh.", StringComparison.Ordinal) == true && !type.IsNested
            ? $"{type.Namespace["SshGate.Ssh.".Length..]}.{name}"
            : name;
        return type.IsGenericType
            ? $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }
}
