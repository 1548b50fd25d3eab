import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const connectionsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/connections',
  component: lazyRouteComponent(() => import('./connections-page.tsx'), 'ConnectionsPage'),
})

export const connectionRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/connections/$connection',
  component: lazyRouteComponent(() => import('./connection-page.tsx'), 'ConnectionPage'),
})
