import { z } from 'zod'
import { key } from './parts.ts'
import { PERMISSIONS, ROLES } from './permissions.ts'
import { routes } from './route.ts'

export const role = z.enum(ROLES)

export const membership = z.object({
  organization: key,
  name: z.string(),
  role,
  permissions: z.array(z.enum(PERMISSIONS)),
  /** Of its first store, an IANA zone; `null` = no store is connected yet. */
  timeZone: z.string().nullable(),
})

export const sessionRoutes = routes({
  'session.show': {
    method: 'GET',
    path: '/session',
    summary: 'Show who is signed in, and what they may do where',
    permission: 'person',
    answer: z.object({
      /** `key` = an API key calls, no person. */
      kind: z.enum(['person', 'key']),
      name: z.string(),
      /** `null` for an API key. */
      email: z.string().nullable(),
      /** Of this person's sign-in in this browser; `null` for an API key. */
      session: z.object({ sessionId: z.string(), secondFactor: z.boolean() }).nullable(),
      memberships: z.array(membership),
    }),
  },
})
