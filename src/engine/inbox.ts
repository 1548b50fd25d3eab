import { type IncomingEvent, receiveEvents, type ReceiptState } from '#database/inbox'
import type { Pool } from 'pg'
import { type Batcher, batcher } from './batcher.ts'
import type { Wake } from './wake.ts'

// Deliveries that arrive within 2 ms share one commit; the price is at most 2 ms of waiting.
const GATHER_MS = 2
const LARGEST_BATCH = 32

/** Stores deliveries. An answer means that the delivery and its transfer are committed. */
export type Inbox = Batcher<IncomingEvent, ReceiptState>

export const createInbox = (pool: Pool, wake: Wake): Inbox =>
  batcher({
    waitMs: GATHER_MS,
    largest: LARGEST_BATCH,
    parallel: 3,
    async handle(events) {
      const states = await receiveEvents(pool, events)
      if (states.includes('stored')) wake.raise()
      return states
    },
  })
