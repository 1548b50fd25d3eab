/**
 * A process that starts Postgres, for the tests of what happens when such a process is killed:
 * `node start.fixture.ts <options as JSON>`. Prints one line of JSON when it runs or has failed; any input stops it.
 */
import { once } from 'node:events'
import { TillbridgeError } from '#lib/errors'
import { startEmbeddedPostgres } from './supervisor.ts'
import type { EmbeddedPostgresOptions } from './supervisor.ts'

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)

try {
  const postgres = await startEmbeddedPostgres(JSON.parse(process.argv[2] ?? '') as EmbeddedPostgresOptions)
  print({ ownsServer: postgres.ownsServer })
  await once(process.stdin, 'data')
  await postgres.stop()
  process.exit()
} catch (error) {
  if (!(error instanceof TillbridgeError)) throw error
  print({ code: error.code, message: error.message, remedy: error.remedy })
}
