import { z } from 'zod'
import type { TakenAdoptions } from '#engine/adopt'
import type { JobRun } from './kinds.ts'

const instant = z.iso.datetime().transform((text) => new Date(text))
const adopting = z.object({
  since: instant,
  until: instant,
  take: z.enum(['nothing', 'sure']),
  /** Who asked; stays with what is taken. */
  by: z.string(),
})

const MOST_KEPT = 500
// What a person has to decide must not be among what is not kept.
const KEPT_FIRST = ['doubtful', 'sure', 'adopted'] as const

/** Searches the target for documents of past orders, and takes what is sure when asked to. */
export async function adoptRange({ engine, job, signal, progress }: JobRun): Promise<unknown> {
  const { since, until, take, by } = adopting.parse(job.input)
  const { organizationId, integrationId } = job
  const request = {
    organizationId,
    integrationId,
    since,
    until,
    signal,
    onProgress: (orders: number) => progress({ done: orders, total: null, doing: null }),
  }
  const taken = take === 'sure' ? await engine.takeSure({ ...request, by }) : null
  const { orders, ours, adoptions, missing } = taken ?? (await engine.findAdoptions(request))
  const byState = Object.groupBy(adoptions, ({ state }) => state)
  const sorted = KEPT_FIRST.flatMap((state) => byState[state] ?? [])
  return {
    since,
    until,
    orders,
    ours,
    counts: Object.fromEntries(KEPT_FIRST.map((state) => [state, byState[state]?.length ?? 0])),
    found: sorted.length,
    adoptions: sorted.slice(0, MOST_KEPT),
    missing: missing.length,
    taken: taken === null ? null : takenOf(taken),
  }
}

const takenOf = ({ adopted, failed, released }: TakenAdoptions) => ({
  adopted,
  failed: failed.slice(0, MOST_KEPT),
  released,
})
