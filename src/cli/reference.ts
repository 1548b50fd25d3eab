import type { Command } from 'commander'
import picocolors from 'picocolors'
import type { Io } from './io.ts'
import { COMMAND_NAMES, createProgram } from './program.ts'

const INTRODUCTION = `# Command line

\`npm run tillbridge -- COMMAND\` or, where it is installed, \`tillbridge COMMAND\`.

- Every command takes \`--json\`: it then writes one JSON value to stdout, and nothing else.
- Every command takes \`--data FOLDER\` (the embedded database and the key; default \`TILLBRIDGE_DATA\` or \`./data\`) and works on the same data as a running \`tillbridge start\`. With \`DATABASE_URL\` it uses that Postgres instead.
- Failures are told on stderr, with what to do about them. Exit code 0: done. 1: not done, or not in order. 2: the call itself was wrong. \`--debug\` shows the details.

This page is made from the source by \`scripts/generate-reference.ts\`.
`

const WIDTH = 100

/** The reference page of the command line, made from the help of every command. */
export async function cliReference(): Promise<string> {
  const program = await createProgram(silentIo, '0.0.0', COMMAND_NAMES)
  const sections = program.commands
    .filter((command) => COMMAND_NAMES.includes(command.name()))
    .map((command) => sectionOf(command))
  return [INTRODUCTION, ...sections].join('\n')
}

/** A command and those below it, each with its whole name as the heading. */
function sectionOf(command: Command, above = ''): string {
  const name = `${above}${command.name()}`
  const inner = command.commands.filter((child) => child.name() !== 'help')
  const heading = '#'.repeat(name.split(' ').length + 1)
  return [`${heading} ${name}\n`, block(command), ...inner.map((child) => sectionOf(child, `${name} `))].join('\n')
}

function block(command: Command): string {
  let help = ''
  command
    .configureHelp({ showGlobalOptions: false, helpWidth: WIDTH })
    .configureOutput({ writeOut: (text) => (help += text), getOutHasColors: () => false })
    .outputHelp()
  return `\`\`\`text\n${help.trim()}\n\`\`\`\n`
}

const silentIo: Io = {
  env: {},
  columns: WIDTH,
  isTerminal: false,
  colors: picocolors.createColors(false),
  out() {},
  err() {},
  raw() {},
  fail() {},
}
