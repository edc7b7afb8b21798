import { run } from '@scalr/process';

const READER = `
import ast, json, sys
for expression in json.load(sys.stdin):
    # As authentik/lib/expression/evaluator.py wraps it.
    from textwrap import indent
    tree = ast.parse("def handler(request):\\n" + indent(expression, "    ") + "\\nresult = handler(request)")
    body = tree.body[0].body
    names = [ast.literal_eval(node.value) for node in body if isinstance(node, ast.Assign) and isinstance(node.value, ast.List)]
    print(json.dumps({"top": len(tree.body), "kinds": [type(node).__name__ for node in body], "lists": names}))
`;

const EVALUATOR = `
import json, sys
from textwrap import indent
question = json.load(sys.stdin)
class Person: pass
class Request: pass
answers = []
for case in question["cases"]:
    person = Person(); person.is_authenticated = case["signedIn"]
    request = Request(); request.user = person; request.context = case["context"]
    scope = {"request": request, "ak_is_group_member": lambda user, name: name in case["groups"]}
    source = "def handler(request):\\n" + indent(question["expression"], "    ") + "\\nresult = handler(request)"
    exec(compile(source, "policy", "exec"), scope)
    answers.append(scope["result"])
print(json.dumps(answers))
`;

async function python(program: string, input: unknown): Promise<string> {
  const path = process.env.PATH ?? '';
  const { code, stdout, stderr } = await run(['python3', '-c', program], {
    env: { PATH: path },
    input: JSON.stringify(input),
    timeoutMs: 30_000,
  });
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

export interface ReadExpression {
  /** Statements beside the function: 2 unless something broke out of it. */
  readonly top: number;
  readonly kinds: readonly string[];
  /** Values of the lists of names. */
  readonly lists: readonly (readonly string[])[];
}

/** What Python sees in expressions, wrapped as Authentik wraps them. */
export async function readExpressions(expressions: readonly string[]): Promise<readonly ReadExpression[]> {
  const lines = (await python(READER, expressions)).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as ReadExpression);
}

export interface AccessCase {
  readonly signedIn: boolean;
  readonly groups: readonly string[];
  /** `request.context`, of an authorization request or empty. */
  readonly context: Readonly<Record<string, string | null>>;
}

/** Runs an access expression for each of them. */
export async function evaluateAccess(expression: string, cases: readonly AccessCase[]): Promise<readonly boolean[]> {
  return JSON.parse(await python(EVALUATOR, { expression, cases })) as boolean[];
}
