import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const reconciliationRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'reconciliation',
  component: lazyRouteComponent(() => import('./reconciliation-page.tsx'), 'ReconciliationPage'),
})
