import { type GraphQLResolveInfo, Kind } from 'graphql'
import { contentHash } from '#lib/hash'
import type { View } from './connections.ts'
import { refuse } from './graphql-errors.ts'
import type { Shop } from './shop.ts'
import { type UserError, userError } from './user-errors.ts'

// How long a key is remembered is not published; a day is the most a client may hope for.
const KEPT_MS = 86_400_000

interface Remembered {
  readonly fingerprint: string
  readonly at: number
  /** Absent while the first call with the key still runs. */
  answer?: View
}

/** The keys that calls carried. */
export interface IdempotencyKeys {
  /** How long each guarded change takes, so that a second call can meet the first one; default 0. */
  holdMs: number
  /** Wraps a mutation that must carry a key: the same key with the same input answers as before. */
  guard<Args>(mutation: string, run: (args: Args) => View, refused: (error: UserError) => View): Guarded<Args>
}

type Guarded<Args> = (args: Args, call: unknown, info: GraphQLResolveInfo) => View | Promise<View>

export function createIdempotencyKeys(shop: Shop): IdempotencyKeys {
  const known = new Map<string, Remembered>()
  const keys: IdempotencyKeys = {
    holdMs: 0,
    guard: (mutation, run, refused) => (args, _call, info) => {
      const key = keyOf(info)
      if (key === null)
        throw refuse('BAD_REQUEST', 'The @idempotent directive is required for this mutation but was not provided.')
      const now = shop.clock.now().getTime()
      const fingerprint = contentHash({ mutation, args })
      const before = known.get(key)
      if (before !== undefined && now - before.at < KEPT_MS) return repeated(before, fingerprint, refused)
      const entry: Remembered = { fingerprint, at: now }
      known.set(key, entry)
      const finish = (): View => {
        try {
          return (entry.answer = run(args))
        } catch (error) {
          known.delete(key)
          throw error
        }
      }
      if (keys.holdMs <= 0) return finish()
      return shop.clock.sleep(keys.holdMs, new AbortController().signal).then(finish)
    },
  }
  return keys
}

function repeated(before: Remembered, fingerprint: string, refused: (error: UserError) => View): View {
  if (before.fingerprint !== fingerprint) {
    const message = 'The same idempotency key cannot be used with different operation parameters.'
    return refused(userError(null, message, 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH'))
  }
  if (before.answer !== undefined) return before.answer
  const message = 'This request is currently in progress, please try again.'
  return refused(userError(null, message, 'IDEMPOTENCY_CONCURRENT_REQUEST'))
}

function keyOf(info: GraphQLResolveInfo): string | null {
  const directive = info.fieldNodes[0]?.directives?.find((entry) => entry.name.value === 'idempotent')
  const value = directive?.arguments?.find((entry) => entry.name.value === 'key')?.value
  if (value?.kind === Kind.STRING) return value.value
  if (value?.kind !== Kind.VARIABLE) return null
  const given = info.variableValues.coerced[value.name.value]
  return typeof given === 'string' ? given : null
}
