import { createRoute, redirect } from '@tanstack/react-router'
import { may } from '#api/permissions'
import { organizationRoute } from '#web/app/organization-route.tsx'
import { firstSection } from './sections.ts'

/** Leads to the first section that a person may see. */
export const settingsRoute = createRoute({
  getParentRoute: () => organizationRoute,
  path: 'settings',
  beforeLoad: ({ context: { membership }, params }) => {
    const section = firstSection((permission) => may(membership.role, permission))
    throw redirect({ href: `/o/${params.organization}/settings/${section}` })
  },
})
