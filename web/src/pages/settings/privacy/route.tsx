import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'

export const privacyRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/privacy',
  component: lazyRouteComponent(() => import('./privacy-section.tsx'), 'PrivacySection'),
})
