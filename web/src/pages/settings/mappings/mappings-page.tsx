import { Link } from '@tanstack/react-router'
import { Table2 } from 'lucide-react'
import type { ApiIntegration, ApiMappings } from '#api/integrations'
import { Answer } from '#web/api/answer.tsx'
import { useOrganization } from '#web/api/organization.tsx'
import { useRoute } from '#web/api/use-route.ts'
import { Card } from '#web/kit/card.tsx'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { IntegrationSelect } from '#web/kit/integration-select.tsx'
import { LinkTabs } from '#web/kit/tabs.tsx'
import { useText } from '#web/languages/use-text.ts'
import { SettingsFrame } from '#web/pages/settings/settings-frame.tsx'
import { CoverageCard } from './coverage-card.tsx'
import { FieldsCard } from './fields-card.tsx'
import { mappingsRoute, PARTS } from './route.tsx'
import { SaveBar } from './save-bar.tsx'
import { SuggestionsCard } from './suggestions-card.tsx'
import { TableCard } from './table-card.tsx'
import { useMappings } from './use-mappings.ts'

/** The tables that give the target's codes, the fields that expressions fill, and what becomes of every field. */
export function MappingsPage() {
  const text = useText()
  const integrations = useRoute('integrations.list', {})
  const { integration: key } = mappingsRoute.useSearch()
  const navigate = mappingsRoute.useNavigate()
  return (
    <Answer
      of={integrations}
      frame={(content) => (
        <SettingsFrame title={text('mappings.title')} lead={text('mappings.lead')}>
          {content}
        </SettingsFrame>
      )}
    >
      {({ items }) => {
        const chosen = items.find(({ integration }) => integration === key) ?? items[0]
        const select = (
          <IntegrationSelect
            label={text('mappings.integration')}
            choices={items}
            value={chosen?.integration ?? ''}
            onChange={(integration) => void navigate({ search: (before) => ({ ...before, integration }) })}
          />
        )
        return (
          <SettingsFrame title={text('mappings.title')} lead={text('mappings.lead')} actions={select}>
            {chosen === undefined ? (
              <Card isFlush>
                <EmptyState icon={Table2} title={text('mappings.none.title')}>
                  {text('mappings.none')}
                </EmptyState>
              </Card>
            ) : (
              <Loaded key={chosen.integration} integration={chosen} />
            )}
          </SettingsFrame>
        )
      }}
    </Answer>
  )
}

function Loaded({ integration }: { readonly integration: ApiIntegration }) {
  const stored = useRoute('mappings.show', { params: { integration: integration.integration } })
  return <Answer of={stored}>{(answer) => <Editor integration={integration} stored={answer} />}</Answer>
}

interface EditorProps {
  readonly integration: ApiIntegration
  readonly stored: { readonly revision: number; readonly mappings: ApiMappings }
}

function Editor({ integration, stored }: EditorProps) {
  const text = useText()
  const { organization } = useOrganization()
  const { part = 'taxes' } = mappingsRoute.useSearch()
  const editor = useMappings(integration.integration, stored)
  return (
    <>
      <LinkTabs label={text('mappings.parts')}>
        {PARTS.map((each) => (
          <Link
            key={each}
            to="/o/$organization/settings/mappings"
            params={{ organization }}
            search={(before) => ({ ...before, part: each })}
            aria-current={each === part ? 'page' : undefined}
          >
            {text(`mappings.part.${each}`)}
          </Link>
        ))}
      </LinkTabs>
      {part === 'coverage' ? (
        <CoverageCard integration={integration.integration} />
      ) : part === 'fields' ? (
        <FieldsCard integration={integration.integration} editor={editor} />
      ) : (
        <>
          <SuggestionsCard integration={integration} table={part} editor={editor} />
          <TableCard key={part} table={part} store={integration.store} target={integration.target} editor={editor} />
        </>
      )}
      <SaveBar editor={editor} stored={stored} />
    </>
  )
}
