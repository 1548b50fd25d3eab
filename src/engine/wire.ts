import { isDeepStrictEqual } from 'node:util'
import type { Wire, WireCall } from '#contract/context'
import type { Clock } from '#lib/clock'
import { asTillbridgeError } from '#lib/errors'
import { type Exchange, redactBody, redactText, redactUrl } from './exchanges.ts'
import type { Limiter } from './limiter.ts'

export interface WireOptions {
  readonly clock: Clock
  readonly connection: string
  readonly limiter: Limiter | null
  readonly secrets: readonly string[]
  readonly signal: AbortSignal
  readonly kept: Wire['kept']
  /** Nobody waits for what is done: others go first. */
  readonly background?: boolean
  record(exchange: Exchange): void
  /** Called before a write; throws when this process may not write any more. */
  beforeWrite(): void
  /** Called before something is taken; throws when this installation is a copy. */
  beforeTake(): void
}

/** The `Wire` that a connector gets: limits, guards and records what is carried out without HTTP. */
export function connectionWire(options: WireOptions): Wire {
  const { clock, limiter, signal, secrets } = options
  return {
    kept: options.kept,
    async send(call, carryOut, answer) {
      if (limiter !== null) await limiter.acquire(call.cost ?? 1, signal, options.background)
      signal.throwIfAborted()
      if (call.effect === 'write') options.beforeWrite()
      if (call.effect === 'take') options.beforeTake()
      const startedAt = clock.now()
      const seen = (part: Pick<Exchange, 'responseBody' | 'error'>): void =>
        options.record({ ...recorded(options, call, startedAt), ...part })
      try {
        const result = await carryOut(signal)
        seen({
          responseBody: answer === undefined ? null : redactText(JSON.stringify(answer(result)) ?? '', secrets),
          error: null,
        })
        return result
      } catch (error) {
        const failure = asTillbridgeError(error)
        seen({ responseBody: null, error: redactText(failure.message, secrets) })
        throw failure
      }
    },
  }
}

const recorded = (
  { clock, connection, secrets }: WireOptions,
  call: WireCall,
  startedAt: Date,
): Omit<Exchange, 'responseBody' | 'error'> => ({
  connection,
  method: call.action,
  url: redactUrl(call.address, secrets),
  requestBody: redactBody(call.content, secrets),
  status: null,
  startedAt: startedAt.toISOString(),
  durationMs: clock.now().getTime() - startedAt.getTime(),
})

/** What a connector keeps open for a connection, with the settings that it was opened by. */
export interface Kept {
  readonly settings: unknown
  readonly resource: AsyncDisposable
}

export function keptOf<T extends AsyncDisposable>(
  all: Map<string, Kept>,
  connectionId: string,
  settings: unknown,
  open: () => T,
): T {
  const known = all.get(connectionId)
  if (known !== undefined && isDeepStrictEqual(known.settings, settings)) return known.resource as T
  const resource = open()
  all.set(connectionId, { settings, resource })
  // It ends when its last borrower has given back what it has; nobody waits for that.
  known?.resource[Symbol.asyncDispose]().then(null, () => {})
  return resource
}
