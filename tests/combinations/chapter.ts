import type { FlowName } from '#model/flows'
import type { Pair } from '#testing/pairs'
import type { Play } from './kit.ts'
import { lackOf, type Needs } from './needs.ts'

/** What is played with every pair. */
export interface Scenario {
  /** What holds, in one sentence; stands in the published table. */
  readonly name: string
  /** Which of the fifty failures (`fifty.ts`) it shows not to happen; each of them by at least one scenario. */
  readonly failures: readonly number[]
  /** Parts of the contract that not every connector has. */
  readonly needs?: Needs
  /** What a pair cannot do though its connectors have every part; `null` = it is played. */
  except?(pair: Pair): string | null
  play(play: Play): Promise<void>
}

/** Scenarios that are played one after the other upon one start of each pair. */
export interface Chapter {
  readonly title: string
  /** Name of its page in `docs/reference/combinations`. */
  readonly page: string
  /** A flow that stays off: before stock is told, orders are searched for, which some scenarios must not have. */
  readonly leavesOut?: FlowName
  readonly scenarios: readonly Scenario[]
}

/** Why a pair does not play a scenario; `null` = it does. */
export const lackIn = (scenario: Scenario, pair: Pair): string | null =>
  lackOf(pair, scenario.needs ?? {}) ?? scenario.except?.(pair) ?? null
