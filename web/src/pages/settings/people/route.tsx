import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const peopleRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/people',
  component: lazyRouteComponent(() => import('./people-section.tsx'), 'PeopleSection'),
})
