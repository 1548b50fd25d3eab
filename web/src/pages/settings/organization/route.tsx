import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const organizationSectionRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/organization',
  component: lazyRouteComponent(() => import('./organization-section.tsx'), 'OrganizationSection'),
})
