import type { ApiConnection } from '#api/connections'
import type { ApiIntegration } from '#api/integrations'

export const STEPS = ['connect', 'flows', 'map', 'try', 'live'] as const
export type Step = (typeof STEPS)[number]

/** How far the set-up is, by what is there: whoever leaves goes on where they were. */
export interface Progress {
  readonly store: ApiConnection | null
  readonly target: ApiConnection | null
  readonly integration: ApiIntegration | null
  /** Values that orders need and no table has; `null` = nobody has looked yet. */
  readonly missing: number | null
}

/** Whether a step is done. Trying is never done: one more order can always be looked at. */
export function isDone(step: Step, { store, target, integration, missing }: Progress): boolean {
  if (step === 'connect') return store !== null && target !== null
  if (step === 'flows') return integration !== null
  if (step === 'map') return missing === 0
  return integration?.live === true
}

/** Whether a step can be worked on: nothing can be mapped of what is not connected. */
export const isOpen = (step: Step, progress: Progress): boolean =>
  step === 'connect' || (step === 'flows' ? isDone('connect', progress) : isDone('flows', progress))

/** The first step that is not done. */
export const nextStep = (progress: Progress): Step => STEPS.find((step) => !isDone(step, progress)) ?? 'live'
