import { readFile } from 'node:fs/promises'
import { CommanderError } from 'commander'
import { tellFailure } from './failure.ts'
import { processIo } from './io.ts'
import { createProgram } from './program.ts'

const about = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
const USAGE = 2
const FAILED = 1
const io = processIo()
// A word that only looks like a command costs nothing but its loading.
const program = await createProgram(io, about.version, process.argv.slice(2))

// Whoever reads our answer may stop reading, as "head" does; what runs goes on to its orderly end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  await program.parseAsync()
  process.exitCode = io.failed() ? FAILED : 0
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : USAGE
  } else {
    const { json, debug } = program.opts<{ json?: boolean; debug?: boolean }>()
    tellFailure(io, error, { json: json === true, debug: debug === true })
    process.exitCode = FAILED
  }
}
