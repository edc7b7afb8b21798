import { PythonExpression } from './blueprint.ts';

/**
 * A Python string literal that means exactly `text`, in ASCII: Authentik indents an expression line by line
 * (authentik/lib/expression/evaluator.py), and Python's idea of a line end is wider than YAML's.
 */
function pythonString(text: string): string {
  let literal = '"';
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (character === '"' || character === '\\') literal += `\\${character}`;
    else if (code >= 0x20 && code < 0x7f) literal += character;
    else if (code > 0xffff) literal += `\\U${code.toString(16).padStart(8, '0')}`;
    else literal += `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return `${literal}"`;
}

const pythonList = (names: readonly string[]) => `[${names.map(pythonString).join(', ')}]`;

/** Claims of the scope `profile`: of a person's groups only those that the app may know. */
export const profileExpression = (visibleGroups: readonly string[]) =>
  new PythonExpression(`visible = ${pythonList(visibleGroups)}
groups = []
for group in request.user.all_groups().filter(name__in=visible):
    groups.append(group.name)
return {
    "name": request.user.name,
    "preferred_username": request.user.username,
    "groups": sorted(set(groups)),
}
`);

/**
 * Who is given a code. Authentik has no setting that requires PKCE and takes `plain`, so it is refused here; what it
 * lists for a person it asks without an authorization request, and then only the groups count. All groups are needed.
 */
export const accessExpression = (requiredGroups: readonly string[]) =>
  new PythonExpression(`if not request.user.is_authenticated:
    return False
if "oauth_response_type" in request.context:
    if request.context.get("oauth_response_type") != "code":
        return False
    if request.context.get("oauth_code_challenge_method") != "S256":
        return False
    if not request.context.get("oauth_code_challenge"):
        return False
required = ${pythonList(requiredGroups)}
for name in required:
    if not ak_is_group_member(request.user, name=name):
        return False
return True
`);
