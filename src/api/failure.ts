import { z } from 'zod'

/** The body of every answer that is not 2xx. */
export const failureSchema = z.object({
  /** Stable, upper snake case, listed in `docs/reference/errors.md`. */
  code: z.string(),
  /** For a person: what is wrong. */
  message: z.string(),
  /** For a person: what to do about it; `null` = nothing is known to help. */
  remedy: z.string().nullable(),
  /** What exactly stands in the way, e.g. `tax:SE:25`; `null` = nothing in particular. */
  subject: z.string().nullable(),
  /** What is wrong with single fields of the request, by their path, e.g. `body.email`. */
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Failure = z.infer<typeof failureSchema>

/** Codes that any route may answer with, with their HTTP status. */
export const COMMON_FAILURES = {
  REQUEST_INVALID: 400,
  NOT_SIGNED_IN: 401,
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  TOO_MANY_REQUESTS: 429,
  UNEXPECTED: 500,
  UNAVAILABLE: 503,
} as const
