import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const transfersRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'transfers',
  component: lazyRouteComponent(() => import('./transfers-page.tsx'), 'TransfersPage'),
})
