import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const accountRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/account',
  component: lazyRouteComponent(() => import('./account-section.tsx'), 'AccountSection'),
})
