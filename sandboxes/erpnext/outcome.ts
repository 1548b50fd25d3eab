/** What a handler gives back before it becomes an HTTP answer. */
export interface Outcome {
  readonly status?: number
  /** The answer's own keys: `data`, `message` or `docs`; `undefined` ones are left out. */
  readonly body: Readonly<Record<string, unknown>>
}
