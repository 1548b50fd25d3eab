import { Archive, Cable, type LucideIcon } from 'lucide-react'
import type { Permission } from '#api/permissions'
import type { TextId } from '#web/languages/en.ts'

export interface Section {
  /** The end of its address: `/o/<organisation>/settings/<key>`. */
  readonly key: string
  readonly title: TextId
  readonly icon: LucideIcon
  /** Who may not read it does not see it; `null` = everybody has it. */
  readonly permission: Permission | null
}

interface SectionGroup {
  readonly title: TextId
  readonly sections: readonly Section[]
}

/** The sections of the settings, as their menu lists them. */
export const SECTION_GROUPS: readonly SectionGroup[] = [
  {
    title: 'settings.group.systems',
    sections: [{ key: 'connections', title: 'connections.title', icon: Cable, permission: 'connections:read' }],
  },
  { title: 'settings.group.people', sections: [] },
  {
    title: 'settings.group.safety',
    sections: [{ key: 'retention', title: 'retention.title', icon: Archive, permission: 'configuration:read' }],
  },
]

/** The first section that a person may see. */
export const firstSection = (may: (permission: Permission) => boolean): Section | undefined =>
  SECTION_GROUPS.flatMap(({ sections }) => sections).find(({ permission }) => permission === null || may(permission))
