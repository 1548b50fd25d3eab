import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const PARTS = ['flows', 'books', 'rules'] as const

export const integrationsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/integrations',
  component: lazyRouteComponent(() => import('./integrations-page.tsx'), 'IntegrationsPage'),
})

export const integrationRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/integrations/$integration',
  validateSearch: z.object({ part: z.enum(PARTS).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./integration-page.tsx'), 'IntegrationPage'),
})
