import type { AuditEntry } from './use-story.ts'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'

type Shown = Answered<Routes['transfers.show']>
type Told = Answered<Routes['transfers.story']>
export type StoryAttempt = Shown['attempts'][number]

/** One thing that happened. */
export type StoryEntry =
  | {
      readonly kind: 'event'
      readonly at: string
      readonly key: string
      readonly connection: string
      readonly topic: string
    }
  | { readonly kind: 'found'; readonly at: string; readonly key: string; readonly by: string }
  | {
      readonly kind: 'attempt'
      readonly at: string
      readonly key: string
      readonly attempt: StoryAttempt
      /** Documents that it wrote. */
      readonly wrote: Shown['links']
    }
  | { readonly kind: 'change'; readonly at: string; readonly key: string; readonly change: AuditEntry }

interface Parts {
  readonly shown: Shown
  readonly told: Pick<Told, 'events' | 'foundBy'> | undefined
  readonly changes: readonly AuditEntry[]
}

// What a run wrote is noted in one go when it has ended.
const NOTED_WITHIN_MS = 1000

/** Everything that happened to a transfer, the newest first. */
export function storyEntries({ shown: { transfer, attempts, links }, told, changes }: Parts): StoryEntry[] {
  const events = (told?.events ?? []).map(({ eventId, receivedAt, connection, topic }): StoryEntry => ({
    kind: 'event',
    at: receivedAt,
    key: eventId,
    connection,
    topic,
  }))
  const isTold = (told?.events ?? []).some(({ receivedAt }) => receivedAt <= transfer.firstSeenAt)
  const found: StoryEntry = { kind: 'found', at: transfer.firstSeenAt, key: 'found', by: told?.foundBy ?? '' }
  return [
    ...attempts.map((attempt): StoryEntry => ({
      kind: 'attempt',
      at: attempt.finishedAt,
      key: attempt.attemptId,
      attempt,
      wrote: writtenBy(attempt, links),
    })),
    ...changes.map((change): StoryEntry => ({ kind: 'change', at: change.at, key: change.auditId, change })),
    ...events,
    ...(isTold ? [] : [found]),
  ].toSorted((a, b) => b.at.localeCompare(a.at) || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
}

const ORDER: readonly StoryEntry['kind'][] = ['attempt', 'change', 'event', 'found']

function writtenBy({ startedAt, finishedAt }: StoryAttempt, links: Shown['links']): Shown['links'] {
  const end = new Date(finishedAt).getTime() + NOTED_WITHIN_MS
  return links.filter(({ createdAt }) => createdAt >= startedAt && new Date(createdAt).getTime() <= end)
}
