import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const configurationRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/configuration',
  component: lazyRouteComponent(() => import('./configuration-page.tsx'), 'ConfigurationPage'),
})
