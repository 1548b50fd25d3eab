import { readFile } from 'node:fs/promises'
import { processIo } from './io.ts'
import { runProgram } from './run-program.ts'

const about = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

// Whoever reads our answer may stop reading, as "head" does; what runs goes on to its orderly end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await runProgram(processIo(), { args: process.argv.slice(2), version: about.version })
