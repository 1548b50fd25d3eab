import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const setupRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'setup',
  component: lazyRouteComponent(() => import('./setup-page.tsx'), 'SetupPage'),
})
