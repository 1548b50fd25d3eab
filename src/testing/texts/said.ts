/** Where in the source texts for people stand. */
export interface SaidPlace {
  readonly files: RegExp
  /** Fields whose value is said. */
  readonly properties?: readonly string[]
  /** Calls one of whose arguments is said, by name: which one. */
  readonly calls?: Readonly<Record<string, number>>
  /** Functions whose answer is said. */
  readonly answers?: readonly string[]
  /** It only fills holes of other texts. */
  readonly isPart?: boolean
}

export const SAID: readonly SaidPlace[] = [
  { files: /./, properties: ['message', 'remedy'] },
  { files: /^src\/(api|connectors|books|generic|catalog)\//, calls: { refine: 1, regex: 1 } },
  { files: /^src\/(drift|engine\/drift)\//, properties: ['because', 'what'] },
  { files: /^src\/connectors\//, properties: ['account'] },
  { files: /^src\/engine\/preflight\//, properties: ['why', 'label'] },
  { files: /^src\/books\/(payouts\/)?proof\.ts$/, properties: ['what'], calls: { figure: 0 } },
  { files: /^src\/books\/explain-figures\.ts$/, properties: ['label'] },
  {
    files: /^src\/books\/explain(-text)?\.ts$/,
    properties: ['formula'],
    answers: ['labelOf', 'formulaOf', 'stepOf', 'partStep'],
  },
  {
    files: /^src\/books\/corrections\//,
    properties: ['what', 'held', 'now', 'cause'],
    calls: { count: 1 },
    isPart: true,
  },
  { files: /^src\/books\/payouts\//, properties: ['reason'], calls: { none: 0 }, isPart: true },
  { files: /^src\/engine\/adopt-release\.ts$/, answers: ['adoptedDifference'] },
  { files: /^src\/engine\/adopt-release\.ts$/, calls: { push: 0 }, isPart: true },
  { files: /^src\/engine\/undo-plan\.ts$/, calls: { obstacle: 2 } },
  { files: /^src\/csv\/columns\.ts$/, properties: ['about'] },
  { files: /^src\/(mapping|engine\/coverage)\//, properties: ['reason'] },
]

/** What runs in a terminal only, or is read by us. */
export const NOT_SAID =
  /\.(test|test-kit|fixture|test-d)\.|toy-connectors|\/samples\/|^src\/(testing|cli|public|database\/(embedded|backup))\/|^src\/app\/(settings|secret-key|start|outside-connectors|owner-link)\.ts/

/** The file of a language that translates a text, by where it is said; the first that fits. */
export const AREAS: readonly (readonly [area: string, files: RegExp])[] = [
  ['settings', /^settings$/],
  ['why', /^src\/books\/explain/],
  ['orders', /^src\/books\/(?!payouts\/)/],
  ['payouts', /^src\/books\/payouts\//],
  ['mapping', /^src\/mapping\//],
  ['products', /^src\/(catalog|engine\/(catalog|accounts))\//],
  ['stock', /^src\/(stock|engine\/stock)\//],
  ['shipments', /^src\/(shipments|engine\/shipments)\//],
  ['comparison', /^src\/(drift|engine\/drift)\//],
  ['files', /^src\/(csv|engine\/files)\//],
  ['alarms', /^src\/engine\/(alarms|alerts)\//],
  ['engine', /^src\/engine\//],
  ['descriptions', /^src\/generic\/|^src\/connectors\/generic-/],
  ['server', /^src\/(server|api|app\/mail)/],
  ['configuration', /^src\/app\//],
  ['base', /^src\/(lib|model|contract|database)\//],
]

/** A connector has a file of its own. */
export function areaOf(path: string): string {
  return AREAS.find(([, files]) => files.test(path))?.[0] ?? /^src\/connectors\/([^/]+)\//.exec(path)?.[1] ?? 'base'
}
