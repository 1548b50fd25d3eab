import { z } from 'zod'
import { instant } from './parts.ts'
import { routes } from './route.ts'

export const accountRoutes = routes({
  'account.show': {
    method: 'GET',
    path: '/account',
    summary: 'Show your own account',
    permission: 'person',
    /** `null` for an API key. */
    answer: z.object({
      account: z
        .object({
          name: z.string(),
          email: z.string(),
          secondFactor: z.boolean(),
          hasPassword: z.boolean(),
          /** Signs in with the company's own identity provider. */
          hasProvider: z.boolean(),
          createdAt: instant,
        })
        .nullable(),
    }),
  },
})
