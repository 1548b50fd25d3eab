import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const alertsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/alerts',
  component: lazyRouteComponent(() => import('./alerts-section.tsx'), 'AlertsSection'),
})
