import { HandHelping } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { AttentionGroup } from '#api/attention'
import { Answer } from '#web/api/answer.tsx'
import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { TextLink } from '#web/kit/link.tsx'
import { Page, Stack } from '#web/kit/page.tsx'
import { LinkTabs } from '#web/kit/tabs.tsx'
import { cx } from '#web/kit/class-names.ts'
import { useText } from '#web/languages/use-text.ts'
import { useShortcuts } from '#web/shell/shortcuts.ts'
import { CauseGroup } from './cause-group.tsx'
import { Releases } from './releases.tsx'
import { attentionRoute } from './route.tsx'
import styles from './attention.module.css'

const LOOK_EVERY_MS = 30_000

/** What waits for a person, by cause, with the remedy at hand. */
export function AttentionPage() {
  const text = useText()
  const { mine } = attentionRoute.useSearch()
  const { organization } = useOrganization()
  const groups = useRoute('attention.list', { query: mine === undefined ? {} : { mine } }, { everyMs: LOOK_EVERY_MS })
  const params = { organization }
  return (
    <Page title={text('page.attention')} lead={text('attention.lead')}>
      <Stack>
        <LinkTabs label={text('attention.whose')}>
          <TextLink
            to="/o/$organization/attention"
            params={params}
            search={{}}
            activeOptions={{ exact: true, includeSearch: mine !== undefined }}
          >
            {text('attention.all')}
          </TextLink>
          <TextLink
            to="/o/$organization/attention"
            params={params}
            search={{ mine: 'true' }}
            activeOptions={{ includeSearch: true }}
          >
            {text('attention.mine')}
          </TextLink>
        </LinkTabs>
        <Releases />
        <Answer of={groups}>
          {({ items, causes }) =>
            items.length === 0 ? (
              <Card isFlush>
                <EmptyState
                  icon={HandHelping}
                  title={text(mine === undefined ? 'attention.empty.title' : 'attention.empty.mine.title')}
                >
                  {text(mine === undefined ? 'attention.empty' : 'attention.empty.mine')}
                </EmptyState>
              </Card>
            ) : (
              <>
                <Groups groups={items} />
                {causes > items.length && (
                  <p className={cx(styles.more)}>{text('attention.more', { shown: items.length, causes })}</p>
                )}
              </>
            )
          }
        </Answer>
      </Stack>
    </Page>
  )
}

/** `j` and `k` go from group to group, Enter opens the one that is reached. */
function Groups({ groups }: { readonly groups: readonly AttentionGroup[] }) {
  const text = useText()
  const list = useRef<HTMLUListElement>(null)
  const { cause, subject } = attentionRoute.useSearch()
  const [open, setOpen] = useState(
    () => groups.find((group) => group.code === cause && (group.subject ?? undefined) === subject)?.about ?? null,
  )
  useEffect(() => {
    list.current?.querySelector('[aria-expanded="true"]')?.scrollIntoView({ block: 'center' })
  }, [])
  const move = (step: 1 | -1) => () => {
    const heads = [...(list.current?.querySelectorAll<HTMLElement>('[data-head]') ?? [])]
    const now = heads.findIndex((head) => head.closest('li')?.contains(document.activeElement))
    const next = now === -1 ? 0 : Math.min(Math.max(now + step, 0), heads.length - 1)
    heads[next]?.focus()
  }
  useShortcuts({ j: move(1), k: move(-1) })
  return (
    <Card isFlush>
      <ul ref={list} aria-label={text('attention.causes')}>
        {groups.map((group) => (
          <CauseGroup
            key={group.about}
            group={group}
            isOpen={open === group.about}
            onToggle={() => setOpen(open === group.about ? null : group.about)}
          />
        ))}
      </ul>
    </Card>
  )
}
