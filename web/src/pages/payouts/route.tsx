import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const payoutsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'payouts',
  component: lazyRouteComponent(() => import('./payouts-page.tsx'), 'PayoutsPage'),
})
