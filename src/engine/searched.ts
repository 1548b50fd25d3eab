import { readCursor } from '#database/cursors'
import type { EngineServices } from './services.ts'

/** A store lists a record some time after it was made, at the latest within this. */
export const LISTED_WITHIN_MS = 5_000

// It is searched each minute, or as seldom as its schedule says.
const IS_SEARCHED_MS = 15 * 60_000

/**
 * All that was made in the source of a flow until then must have been heard of; what came later is found by the next search. `null` = it
 * was not searched lately, so that nobody knows when it will be.
 */
export async function searchedUntil(
  { pool, clock }: Pick<EngineServices, 'pool' | 'clock'>,
  of: { readonly organizationId: string; readonly integrationId: string; readonly flow: string },
): Promise<Date | null> {
  const cursor = await readCursor(pool, of.organizationId, of.integrationId, of.flow)
  if (cursor === null || clock.now().getTime() - cursor.getTime() > IS_SEARCHED_MS) return null
  return new Date(cursor.getTime() - LISTED_WITHIN_MS)
}
