import { isDataFault } from '#database/faults'
import { type IncomingEvent, receiveEvents, type ReceiptState } from '#database/inbox'
import type { Pool } from 'pg'
import { type Batcher, batcher } from './batcher.ts'
import type { Wake } from './wake.ts'

// Deliveries that arrive within 2 ms share one commit; the price is at most 2 ms of waiting.
const GATHER_MS = 2
const LARGEST_BATCH = 32

/** `unstorable`: the database cannot hold a value of it (U+0000, a date beyond all calendars), now or later. */
export type InboxState = ReceiptState | 'unstorable'

/** Stores deliveries. An answer means that the delivery and its transfer are committed, or that they never can be. */
export type Inbox = Batcher<IncomingEvent, InboxState>

export const createInbox = (pool: Pool, wake: Wake): Inbox =>
  batcher({
    waitMs: GATHER_MS,
    largest: LARGEST_BATCH,
    parallel: 3,
    async handle(events) {
      const states = await receive(pool, events)
      if (states.includes('stored')) wake.raise()
      return states
    },
  })

/** One delivery that cannot be stored must not refuse those that came in the same two milliseconds. */
async function receive(pool: Pool, events: readonly IncomingEvent[]): Promise<InboxState[]> {
  try {
    return await receiveEvents(pool, events)
  } catch (error) {
    if (!isDataFault(error)) throw error
    if (events.length === 1) return ['unstorable']
    const middle = Math.ceil(events.length / 2)
    return [...(await receive(pool, events.slice(0, middle))), ...(await receive(pool, events.slice(middle)))]
  }
}
