import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'
import { pastFilter } from './filter.ts'

export const pastRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'past',
  validateSearch: pastFilter,
  component: lazyRouteComponent(() => import('./past-page.tsx'), 'PastPage'),
})
