import { asTillbridgeError } from '#lib/errors'
import type { Io } from './io.ts'
import { hanging } from './output.ts'

/** Tells a failure to a person on stderr, and to a program as JSON on stdout. A stack only for who asks for it. */
export function tellFailure(
  io: Io,
  error: unknown,
  options: { readonly json: boolean; readonly debug: boolean },
): void {
  const failure = asTillbridgeError(error)
  const { code, message, remedy, detail } = failure
  if (options.json) io.out(JSON.stringify({ error: { code, message, remedy } }))
  const { colors, columns } = io
  io.err(hanging(`${colors.red('✗')} `, message, columns))
  if (remedy !== null) io.err(hanging(`${colors.dim('→')} `, remedy, columns))
  if (!options.debug) return
  io.err(colors.dim(`${code} ${JSON.stringify(detail)}`))
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) io.err(colors.dim(cause.stack ?? ''))
}
