import type { LifeResult } from './prove-life.ts'

/** What many lives came to. */
export interface Tally {
  orders: number
  steps: number
  plans: number
  documents: number
  readonly different: string[]
  readonly double: string[]
  differentOrders: number
  held: number
  readonly heldTexts: string[]
  /** Orders that ended held, by cause and by the profile of the target. */
  readonly heldBy: Record<string, number>
  /** Orders that were held at some time, by cause. */
  readonly everHeldBy: Record<string, number>
  readonly outcomes: Record<string, number>
  /** How long plans took, in steps of 0.05 ms. */
  readonly planTimes: number[]
}

export const emptyTally = (): Tally => ({
  orders: 0,
  steps: 0,
  plans: 0,
  documents: 0,
  different: [],
  double: [],
  differentOrders: 0,
  held: 0,
  heldTexts: [],
  heldBy: {},
  everHeldBy: {},
  outcomes: {},
  planTimes: [],
})

const PER_STEP_MS = 0.05

export function count(tally: Tally, result: LifeResult, profile: string): void {
  tally.orders += 1
  tally.steps += result.steps
  tally.plans += result.plans
  tally.documents += result.documents
  tally.different.push(...result.different)
  tally.double.push(...result.double)
  if (result.different.length > 0) tally.differentOrders += 1
  if (result.heldBy !== null) tally.held += 1
  if (result.heldText !== null) tally.heldTexts.push(result.heldText)
  if (result.heldBy !== null) raise(tally.heldBy, `${profile} ${result.heldBy}`, 1)
  for (const cause of result.everHeldBy) raise(tally.everHeldBy, cause, 1)
  raise(tally.outcomes, result.outcome, 1)
  for (const ms of result.planMs) {
    const step = Math.min(2000, Math.floor(ms / PER_STEP_MS))
    tally.planTimes[step] = (tally.planTimes[step] ?? 0) + 1
  }
}

const raise = (counts: Record<string, number>, name: string, by: number): void => {
  counts[name] = (counts[name] ?? 0) + by
}

/** Adds what another process counted. */
export function merge(tally: Tally, other: Tally): void {
  for (const name of ['orders', 'steps', 'plans', 'documents', 'differentOrders', 'held'] as const) {
    tally[name] += other[name]
  }
  tally.different.push(...other.different)
  tally.double.push(...other.double)
  tally.heldTexts.push(...other.heldTexts)
  for (const name of ['heldBy', 'everHeldBy', 'outcomes'] as const) {
    for (const [cause, number] of Object.entries(other[name])) raise(tally[name], cause, number)
  }
  other.planTimes.forEach((number, step) => {
    tally.planTimes[step] = (tally.planTimes[step] ?? 0) + (number ?? 0)
  })
}

/** The time that half of all plans stayed below, in ms. */
export function medianPlanMs(tally: Tally): number {
  let left = tally.plans / 2
  for (const [step, number] of tally.planTimes.entries()) {
    left -= number ?? 0
    if (left <= 0) return (step + 1) * PER_STEP_MS
  }
  return 0
}
