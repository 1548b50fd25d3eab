import { z } from 'zod'

const exchangeSchema = z.object({
  connection: z.string().catch(''),
  method: z.string().catch(''),
  url: z.string().catch(''),
  status: z.number().nullable().catch(null),
  startedAt: z.string().catch(''),
  durationMs: z.number().nullable().catch(null),
  requestBody: z.unknown(),
  responseBody: z.unknown(),
  error: z.string().nullable().catch(null),
})

export interface Exchange {
  /** Its place among the others, from 0. */
  readonly at: number
  readonly connection: string
  readonly method: string
  readonly url: string
  /** `null` = there was no answer. */
  readonly status: number | null
  readonly startedAt: string
  readonly durationMs: number | null
  readonly request: unknown
  readonly answer: unknown
  readonly error: string | null
}

/** Requests and answers of an attempt, as it kept them. Bodies that are JSON are values. */
export function exchangesOf(kept: unknown): Exchange[] {
  if (!Array.isArray(kept)) return []
  return kept.flatMap((each: unknown, at): Exchange[] => {
    const parsed = exchangeSchema.safeParse(each)
    if (!parsed.success) return []
    const { requestBody, responseBody, ...rest } = parsed.data
    return [{ at, ...rest, request: valueOf(requestBody), answer: valueOf(responseBody) }]
  })
}

function valueOf(body: unknown): unknown {
  if (typeof body !== 'string' || !/^\s*[[{]/.test(body)) return body
  try {
    return JSON.parse(body) as unknown
  } catch {
    // Long answers are kept in part.
    return body
  }
}

/** The part of an address that tells calls apart. */
export function pathOf(url: string): string {
  try {
    const { pathname, search } = new URL(url)
    return decodeURIComponent(pathname + search)
  } catch {
    return url
  }
}
