import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import type { ApiIntegration } from '#api/integrations'
import type { RuleField } from '#api/rule-form'
import { useFieldErrors } from '#web/api/field-errors.ts'
import { useMay } from '#web/api/organization.tsx'
import { useChange } from '#web/api/use-route.ts'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { FailureNotice } from '#web/kit/notice.tsx'
import { sayDone } from '#web/kit/toasts.tsx'
import { useUnsaved } from '#web/kit/unsaved.ts'
import { useText } from '#web/languages/use-text.ts'
import { ChangedMeanwhile } from './changed-meanwhile.tsx'
import styles from './integrations.module.css'
import { RuleInput } from './rule-input.tsx'
import { applied, type Edits, type Group, toSend, valueAt } from './rule-values.ts'

interface RulesFormProps {
  readonly integration: ApiIntegration
  readonly fields: readonly RuleField[]
  /** Whose fields they are: the policies, or the rules of a flow. */
  readonly of: { readonly part: 'policies' } | { readonly part: 'rules'; readonly flow: string }
}

const NEWS = 'CHANGED_MEANWHILE'

const storedOf = ({ policies, rules }: ApiIntegration, of: RulesFormProps['of']): Group =>
  of.part === 'policies' ? policies : ((rules[of.flow] ?? {}) as Group)

/** What a person changed over what was there when they began, and the way to save it. */
function useRuleChanges({ integration, of }: Omit<RulesFormProps, 'fields'>) {
  const text = useText()
  const queries = useQueryClient()
  // As it was when the person began: what they see and change.
  const [base, setBase] = useState(integration)
  const [edits, setEdits] = useState<Edits>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const stored = storedOf(base, of)
  const change = useChange('integrations.change', {
    onDone: ({ released, ...now }) => {
      setBase(now)
      setEdits({})
      setFailure(null)
      sayDone(text('rule.saved', { released }))
    },
    onFailed: (error) => {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error.failure)
      // What somebody else saved is to be seen at once.
      if (error.failure.code === NEWS) void queries.invalidateQueries()
    },
  })
  return {
    stored,
    edits,
    failure,
    isSaving: change.isPending,
    edit: (path: string, value: unknown) => setEdits((before) => ({ ...before, [path]: value })),
    save() {
      const changed = toSend(stored, edits)
      const said = of.part === 'policies' ? { policies: changed } : { rules: { [of.flow]: changed } }
      change.mutate({ params: { integration: base.integration }, body: { revision: base.revision, ...said } })
    },
    takeOver() {
      setBase(integration)
      setFailure(null)
    },
  }
}

/** Policies or rules as a form. Nothing of what somebody else changes meanwhile is overwritten. */
export function RulesForm({ integration, fields, of }: RulesFormProps) {
  const text = useText()
  const mayChange = useMay('configuration:change')
  const { stored, edits, failure, isSaving, edit, save, takeOver } = useRuleChanges({ integration, of })
  const values = applied(stored, edits)
  useUnsaved(Object.keys(edits).length > 0)
  const part = of.part === 'policies' ? 'body.policies' : `body.rules.${of.flow}`
  const errorIn = useFieldErrors(failure)
  const errorOf = (path: string) => errorIn(`${part}.${path}`)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save()
  }
  const isNews = failure?.code === NEWS
  return (
    <form className={cx(styles.form)} onSubmit={submit} noValidate>
      {fields.map((field) => (
        <RuleInput
          key={field.name}
          field={field}
          path={field.name}
          valueOf={(path) => valueAt(values, path)}
          onChange={edit}
          errorOf={errorOf}
        />
      ))}
      {failure === null || isNews ? null : <FailureNotice failure={failure} />}
      {isNews ? <ChangedMeanwhile before={stored} now={storedOf(integration, of)} onTakeOver={takeOver} /> : null}
      {mayChange ? (
        <div className={cx(styles.actions)}>
          <Button type="submit" kind="primary" isDisabled={Object.keys(edits).length === 0 || isNews} isBusy={isSaving}>
            {text('rule.save')}
          </Button>
        </div>
      ) : null}
    </form>
  )
}
