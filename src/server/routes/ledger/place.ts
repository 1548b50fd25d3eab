import { z } from 'zod'
import { refusal, Refused } from '#server/api/failures'

/** An instant in microseconds since 1970, and the id of the row: where a page of rows in order of time ended. */
export const timedPlace = z.tuple([z.string().regex(/^\d{1,16}$/), z.uuid()])

/** Where a page ended, as text that goes into an address. */
export const writePlace = (parts: readonly string[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url')

/**
 * The parts of a place that an earlier page named; `null` = there was none.
 *
 * @throws {Refused} `REQUEST_INVALID`: no page named it.
 */
export function readPlace<P>(text: string | undefined, schema: z.ZodType<P>): P | null {
  if (text === undefined) return null
  const place = schema.safeParse(valueOf(text))
  if (place.success) return place.data
  throw new Refused(
    refusal('REQUEST_INVALID', {
      message: 'No page of this list ended where this one should begin.',
      remedy: 'Give what the page before named as next, or leave it out.',
    }),
  )
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown
  } catch {
    return null
  }
}
