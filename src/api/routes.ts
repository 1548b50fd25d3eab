import { jobRoutes } from './jobs.ts'
import { liveRoutes } from './live.ts'
import { catalogRoutes } from './catalog.ts'
import { fileRoutes } from './files.ts'
import { configurationRoutes } from './configuration.ts'
import { connectionRoutes } from './connections.ts'
import { integrationRoutes } from './integrations.ts'
import { mappingRoutes } from './mappings.ts'
import { preflightRoutes } from './preflight.ts'
import { attentionRoutes } from './attention.ts'
import { alertRoutes } from './alerts.ts'
import { apiKeyRoutes } from './api-keys.ts'
import { accountRoutes } from './account.ts'
import { auditRoutes } from './audit.ts'
import { driftRoutes } from './drift.ts'
import { healthRoutes } from './health.ts'
import { ledgerRoutes } from './ledger.ts'
import { moveRoutes } from './moves.ts'
import { memberRoutes, ownSessionRoutes } from './members.ts'
import { invitationRoutes, setupRoutes } from './people.ts'
import { payoutRoutes } from './payouts.ts'
import { retentionRoutes } from './retention.ts'
import { privacyRoutes } from './privacy.ts'
import { sessionRoutes } from './session.ts'
import { stockRoutes } from './stock.ts'
import { transferRoutes } from './transfers.ts'
import { transferStoryRoutes } from './transfer-story.ts'

/** Every route of the HTTP API, by name. */
export const ROUTES = {
  ...jobRoutes,
  ...moveRoutes,
  ...fileRoutes,
  ...catalogRoutes,
  ...liveRoutes,
  ...sessionRoutes,
  ...setupRoutes,
  ...invitationRoutes,
  ...memberRoutes,
  ...ownSessionRoutes,
  ...accountRoutes,
  ...apiKeyRoutes,
  ...auditRoutes,
  ...privacyRoutes,
  ...transferRoutes,
  ...transferStoryRoutes,
  ...attentionRoutes,
  ...connectionRoutes,
  ...configurationRoutes,
  ...integrationRoutes,
  ...mappingRoutes,
  ...preflightRoutes,
  ...retentionRoutes,
  ...stockRoutes,
  ...payoutRoutes,
  ...healthRoutes,
  ...ledgerRoutes,
  ...driftRoutes,
  ...alertRoutes,
} as const
export type Routes = typeof ROUTES
export type RouteName = keyof Routes
