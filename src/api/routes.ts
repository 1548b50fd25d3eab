import { jobRoutes } from './jobs.ts'
import { invitationRoutes, setupRoutes } from './people.ts'
import { sessionRoutes } from './session.ts'
import { transferRoutes } from './transfers.ts'

/** Every route of the HTTP API, by name. */
export const ROUTES = {
  ...jobRoutes,
  ...sessionRoutes,
  ...setupRoutes,
  ...invitationRoutes,
  ...transferRoutes,
} as const
export type Routes = typeof ROUTES
export type RouteName = keyof Routes
