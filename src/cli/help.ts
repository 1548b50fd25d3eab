/** Examples below a command's help: what it is for, then what to type. */
export function examples(lines: readonly (readonly [purpose: string, command: string])[]): string {
  return `\nExamples:\n${lines.map(([purpose, command]) => `  # ${purpose}\n  $ ${command}`).join('\n\n')}\n`
}
