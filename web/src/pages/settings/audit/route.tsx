import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'
import { auditFilter } from './filter.ts'

export const auditRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/audit',
  validateSearch: auditFilter,
  component: lazyRouteComponent(() => import('./audit-section.tsx'), 'AuditSection'),
})
