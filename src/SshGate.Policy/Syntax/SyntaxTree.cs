namespace SshGate.Policy.Syntax;

/// <summary>Walking the syntax tree.</summary>
public static class SyntaxTree
{
    /// <summary>The direct children of a node, in source order as far as the grammar has one.</summary>
    public static IEnumerable<SyntaxNode> Children(SyntaxNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var own = node switch
        {
            CommandList list => list.Items,
            AndOrList list => list.Pipelines,
            Pipeline pipeline => pipeline.Commands,
            SimpleCommand command => [.. command.Assignments, .. command.Words],
            Subshell command => [command.Body],
            BraceGroup command => [command.Body],
            IfClause clause => [.. clause.Branches, .. Optional(clause.Else)],
            IfBranch branch => [branch.Condition, branch.Body],
            WhileClause loop => [loop.Condition, loop.Body],
            ForClause loop => [.. loop.Items ?? [], loop.Body],
            ArithmeticForClause loop => [.. loop.Expressions, loop.Body],
            CaseClause clause => [clause.Subject, .. clause.Items],
            CaseItem item => [.. item.Patterns, item.Body],
            ConditionalCommand command => [command.Expression],
            ArithmeticCommand command => [command.Expression],
            FunctionDefinition function => [function.Body],
            Coprocess coprocess => [coprocess.Body],
            Word word => word.Parts,
            Assignment assignment =>
                [.. Optional(assignment.Subscript), .. Optional(assignment.Value), .. assignment.Elements ?? []],
            ArrayElement element => [.. Optional(element.Subscript), element.Value],
            Redirection redirection => [redirection.Target, .. Optional(redirection.Document?.Body)],
            DoubleQuotedPart part => part.Parts,
            ArrayPart part => part.Elements,
            ParameterExpansion part => [.. Optional(part.Subscript), .. Optional(part.Operand)],
            CommandSubstitution part => [part.Body],
            ProcessSubstitution part => [part.Body],
            ArithmeticExpansion part => [part.Expression],
            ArithmeticExpression expression => expression.Parts,
            UnaryTest test => [test.Operand],
            BinaryTest test => [test.Left, test.Right],
            WordTest test => [test.Operand],
            NotTest test => [test.Operand],
            LogicalTest test => [test.Left, test.Right],
            _ => (IEnumerable<SyntaxNode>)[],
        };
        return node is CommandNode { Redirections.Count: > 0 } redirected ? own.Concat(redirected.Redirections) : own;
    }

    private static IEnumerable<SyntaxNode> Optional(SyntaxNode? node) => node is null ? [] : [node];
}
