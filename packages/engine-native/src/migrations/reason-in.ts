/** The error in what a program said last: Node prints it among the lines of its stack, Python at the end. */
export function reasonIn(stderr: string): string | undefined {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.findLast((line) => /^(?:[\w.]*\.)?\w*(?:Error|Exception)\b.*:/.test(line)) ?? lines[0];
}
