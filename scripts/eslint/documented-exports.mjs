/** An ESLint rule: what a public folder exports is documented where it stands. */
export const documentedExports = {
  meta: {
    type: "suggestion",
    docs: { description: "Demands a documentation comment on each exported declaration" },
    messages: { missing: "Document what `{{name}}` is for: users read it in their editor." },
    schema: [],
  },
  create(context) {
    return {
      ExportNamedDeclaration(node) {
        if (!node.declaration) return;
        const comments = context.sourceCode.getCommentsBefore(node);
        if (comments.at(-1)?.value.startsWith("*")) return;
        const declared = node.declaration.id ?? node.declaration.declarations?.[0]?.id;
        context.report({ node, messageId: "missing", data: { name: declared?.name ?? "this export" } });
      },
    };
  },
};
