import type { ErrorKind, TillbridgeError } from '#lib/errors'

/** What the engine does after an error of each kind. Connectors classify; only this table decides. */
export interface Outcome {
  /** Where the transfer goes. */
  readonly state: 'waiting' | 'attention'
  /** When it runs again: after a growing pause, when the vendor allows it, almost at once, or when its connection is back. */
  readonly again: 'backoff' | 'when-allowed' | 'at-once' | 'when-resumed' | 'when-solved'
  /** Whether the failure counts, so that the pause grows. */
  readonly counts: boolean
  /** What happened outside is unknown: the next run looks up by reference before it writes. */
  readonly lookUp: boolean
}

export const OUTCOMES = {
  transient: { state: 'waiting', again: 'backoff', counts: true, lookUp: false },
  throttled: { state: 'waiting', again: 'when-allowed', counts: false, lookUp: false },
  'outcome-unknown': { state: 'waiting', again: 'backoff', counts: true, lookUp: true },
  conflict: { state: 'waiting', again: 'at-once', counts: true, lookUp: true },
  unauthorized: { state: 'waiting', again: 'when-resumed', counts: false, lookUp: false },
  rejected: { state: 'attention', again: 'when-solved', counts: true, lookUp: false },
  // The document is out there and could perhaps not be taken back.
  unbalanced: { state: 'attention', again: 'when-solved', counts: true, lookUp: true },
  // Nobody knows what a bug did before it showed.
  bug: { state: 'attention', again: 'when-solved', counts: true, lookUp: true },
} as const satisfies Record<ErrorKind, Outcome>

const FIRST_PAUSE_SECONDS = 1
const LONGEST_PAUSE_SECONDS = 15 * 60
const DEFAULT_THROTTLE_SECONDS = 5
// A conflict is usually over at the next look; one that stays is treated like any other trouble.
const QUICK_CONFLICTS = 5
const QUICK_CONFLICT_SECONDS = 0.05
// The connection that refused may be the source, which a claim does not look at; resuming it brings its transfers forward.
const WHILE_PAUSED_SECONDS = 60

export interface Decision {
  readonly state: 'waiting' | 'attention'
  readonly runInSeconds: number
  readonly failures: number
  readonly lookUp: boolean
  /** The whole connection rests for this long. */
  readonly holdConnectionSeconds: number | null
  readonly pauseConnection: boolean
}

/** What happens next. `random` in [0, 1) spreads retries, so that a thousand transfers do not come back in one second. */
export function decide(error: TillbridgeError, failuresBefore: number, random: () => number): Decision {
  const outcome: Outcome = OUTCOMES[error.kind]
  const failures = failuresBefore + (outcome.counts && !isKnownWait(error) ? 1 : 0)
  return {
    state: outcome.state,
    failures,
    lookUp: outcome.lookUp,
    runInSeconds: pauseSeconds(outcome, error, failures, random),
    holdConnectionSeconds: error.kind === 'throttled' ? (error.retryAfterSeconds ?? DEFAULT_THROTTLE_SECONDS) : null,
    pauseConnection: error.kind === 'unauthorized',
  }
}

/** Waits for work of our own that is under way, which must not make the pause after a real failure any longer. */
const isKnownWait = ({ kind, retryAfterSeconds }: TillbridgeError): boolean =>
  kind === 'transient' && retryAfterSeconds !== null

function pauseSeconds(outcome: Outcome, error: TillbridgeError, failures: number, random: () => number): number {
  if (outcome.again === 'when-allowed') return error.retryAfterSeconds ?? DEFAULT_THROTTLE_SECONDS
  if (isKnownWait(error)) return (error.retryAfterSeconds ?? 0) * (0.5 + random() / 2)
  if (outcome.again === 'when-resumed') return WHILE_PAUSED_SECONDS
  if (outcome.again === 'at-once' && failures <= QUICK_CONFLICTS) return QUICK_CONFLICT_SECONDS * (1 + random())
  if (outcome.again === 'backoff' || outcome.again === 'at-once') {
    const grown = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** Math.min(failures - 1, 20))
    return grown * (0.5 + random() / 2)
  }
  return 0
}
