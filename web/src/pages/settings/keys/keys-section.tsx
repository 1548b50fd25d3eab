import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { Answer } from '#web/api/answer.tsx'
import { useMay } from '#web/api/organization.tsx'
import { useList } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { OutsideLink } from '#web/kit/link.tsx'
import { LoadMore } from '#web/kit/load-more.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { KeysTable } from './keys-table.tsx'

/** Keys with which programs call the API. */
export function KeysSection() {
  const text = useText()
  const mayChange = useMay('people:change')
  const [isCreating, setCreating] = useState(false)
  const keys = useList('api-keys.list', { query: {} })
  const create = (
    <Button kind="primary" icon={Plus} onPress={() => setCreating(true)}>
      {text('people.keys.create')}
    </Button>
  )
  return (
    <SettingsFrame
      title={text('people.keys.title')}
      lead={text('people.keys.lead')}
      {...(mayChange ? { actions: create } : {})}
    >
      <Card
        title={text('people.keys.list')}
        action={<OutsideLink href="/api/docs">{text('people.keys.docs')}</OutsideLink>}
        isFlush
      >
        <Answer of={{ data: keys.items, error: keys.error, refetch: keys.refetch }}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={KeyRound} title={text('people.keys.empty.title')}>
                {text('people.keys.empty')}
              </EmptyState>
            ) : (
              <KeysTable keys={items} />
            )
          }
        </Answer>
        <LoadMore
          label={text('people.more')}
          hasMore={keys.hasNextPage}
          isLoading={keys.isFetchingNextPage}
          onMore={keys.fetchNextPage}
        />
      </Card>
      {isCreating ? <CreateKeyDialog onClose={() => setCreating(false)} /> : null}
    </SettingsFrame>
  )
}
