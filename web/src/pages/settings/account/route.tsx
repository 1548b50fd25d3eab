import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const accountRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/account',
  /** Why the company's own sign-in could not be connected. */
  validateSearch: z.object({ error: z.string().max(500).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./account-section.tsx'), 'AccountSection'),
})
