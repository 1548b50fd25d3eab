import { Link } from '@tanstack/react-router'
import { type ApiFileKind, FILE_KINDS } from '#api/files'
import { useOrganization } from '#web/api/organization.tsx'
import { LinkTabs } from '#web/kit/tabs.tsx'
import { useText } from '#web/languages/use-text.ts'
import type { FilesFilter } from './filter.ts'

interface KindTabsProps {
  readonly kind: ApiFileKind
  readonly filter: FilesFilter
}

/** What the files hold: one kind per file. */
export function KindTabs({ kind, filter }: KindTabsProps) {
  const text = useText()
  const { organization } = useOrganization()
  return (
    <LinkTabs label={text('files.kinds')}>
      {FILE_KINDS.map((each) => (
        <Link
          key={each}
          to="/o/$organization/settings/files"
          params={{ organization }}
          search={{ ...filter, kind: each, job: undefined }}
          activeProps={{}}
          aria-current={each === kind ? 'page' : undefined}
        >
          {text(`files.kind.${each}`)}
        </Link>
      ))}
    </LinkTabs>
  )
}
