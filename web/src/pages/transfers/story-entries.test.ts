import { expect, test } from 'vitest'
import type { Answered } from '#api/route'
import type { Routes } from '#api/routes'
import { storyEntries } from './story-entries.ts'

type Shown = Answered<Routes['transfers.show']>
type Told = Answered<Routes['transfers.story']>

const at = (second: number): string => `2026-11-21T10:00:${String(second).padStart(2, '0')}.000Z`
const attempt = (second: number) => ({ attemptId: `run-${second}`, startedAt: at(second), finishedAt: at(second + 2) })
const link = (reference: string, second: number) => ({ reference, createdAt: at(second) })
const shown = {
  transfer: { firstSeenAt: at(1) },
  attempts: [attempt(5), attempt(20)],
  links: [link('order', 7), link('invoice', 22)],
} as unknown as Shown
const event = (second: number) => ({
  eventId: `event-${second}`,
  receivedAt: at(second),
  connection: 'shop',
  topic: 'x',
})

test('what happened stands the newest first, and a run has the documents that it wrote', () => {
  const told = { foundBy: 'webhook', events: [event(1), event(18)] } as unknown as Told
  const entries = storyEntries({ shown, told, changes: [] })
  expect(entries.map(({ key }) => key)).toEqual(['run-20', 'event-18', 'run-5', 'event-1'])
  const wrote = entries.flatMap((entry) => (entry.kind === 'attempt' ? [entry.wrote.map((one) => one.reference)] : []))
  expect(wrote).toEqual([['invoice'], ['order']])
})

test('a record that nobody told of was found, and the story says how', () => {
  const told = { foundBy: 'sweep', events: [event(18)] } as unknown as Told
  expect(storyEntries({ shown, told, changes: [] }).at(-1)).toMatchObject({ kind: 'found', by: 'sweep' })
})
