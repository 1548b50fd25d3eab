import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { organizationRoute } from '#web/app/organization-route.tsx'
import { STEPS } from './steps.ts'

export const setupRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'setup',
  // Without a step: the first one that is not done.
  validateSearch: z.object({ step: z.enum(STEPS).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./setup-page.tsx'), 'SetupPage'),
})
