import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organizationRoute } from '#web/app/organization-route.tsx'
import { filesFilter } from './filter.ts'

export const filesRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings/files',
  validateSearch: filesFilter,
  component: lazyRouteComponent(() => import('./files-section.tsx'), 'FilesSection'),
})
