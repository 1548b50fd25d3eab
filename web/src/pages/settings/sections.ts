import {
  Archive,
  Bell,
  Building2,
  Cable,
  FileCode2,
  FileSpreadsheet,
  KeyRound,
  type LucideIcon,
  ScrollText,
  ShieldCheck,
  Table2,
  UserRound,
  Users,
  Workflow,
} from 'lucide-react'
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
    sections: [
      { key: 'connections', title: 'connections.title', icon: Cable, permission: 'connections:read' },
      { key: 'integrations', title: 'integrations.title', icon: Workflow, permission: 'configuration:read' },
      { key: 'mappings', title: 'mappings.title', icon: Table2, permission: 'configuration:read' },
      { key: 'configuration', title: 'configuration.title', icon: FileCode2, permission: 'configuration:read' },
      { key: 'files', title: 'files.title', icon: FileSpreadsheet, permission: 'transfers:read' },
    ],
  },
  {
    title: 'settings.group.people',
    sections: [
      { key: 'organization', title: 'organization.title', icon: Building2, permission: null },
      { key: 'people', title: 'people.title', icon: Users, permission: 'people:read' },
      { key: 'keys', title: 'people.keys.title', icon: KeyRound, permission: 'people:read' },
      { key: 'account', title: 'account.title', icon: UserRound, permission: null },
    ],
  },
  {
    title: 'settings.group.safety',
    sections: [
      { key: 'alerts', title: 'alerts.title', icon: Bell, permission: 'alerts:read' },
      { key: 'audit', title: 'audit.title', icon: ScrollText, permission: 'audit:read' },
      { key: 'privacy', title: 'privacy.title', icon: ShieldCheck, permission: 'privacy:change' },
      { key: 'retention', title: 'retention.title', icon: Archive, permission: 'configuration:read' },
    ],
  },
]

/** The first section that a person may see; their own account is always one. */
export const firstSection = (may: (permission: Permission) => boolean): string =>
  SECTION_GROUPS.flatMap(({ sections }) => sections).find(({ permission }) => permission === null || may(permission))
    ?.key ?? 'account'
