import type { SignInOptions } from './sign-in-library.ts'

/** Somebody who signed in, as the cookies of a request tell. */
export interface SignedIn {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly sessionId: string
  readonly secondFactor: boolean
}

/** Sign-in, whatever library does it. */
export interface SignIn {
  /** Answers one of the calls below `/api/auth`. */
  handle(request: Request): Promise<Response>
  /** Whose session the `cookie` header carries; `null` = nobody's. */
  sessionOf(headers: Headers): Promise<SignedIn | null>
  /** Somebody is about to sign in. */
  expect(): void
}

/** The library takes longer to load than all of Tillbridge: it is loaded beside the start, or when the first person comes. */
export function createSignIn(options: SignInOptions): SignIn {
  let loading: Promise<Loaded> | null = null
  const library = (): Promise<Loaded> => (loading ??= loaded(options).catch(again))
  const again = (error: unknown): never => {
    loading = null
    throw error
  }
  return {
    handle: async (request) => (await library()).handle(request),
    sessionOf: async (headers) => (await library()).sessionOf(headers),
    // What is wrong with it is told to whoever signs in.
    expect: () => void library().catch(() => {}),
  }
}

type Loaded = Omit<SignIn, 'expect'>

async function loaded(options: SignInOptions): Promise<Loaded> {
  const { signInLibrary } = await import('./sign-in-library.ts')
  const library = signInLibrary(options)
  return {
    handle: (request) => library.handler(request),
    async sessionOf(headers) {
      const found = await library.api.getSession({ headers })
      if (found === null) return null
      const { user, session } = found
      return {
        userId: user.id,
        name: user.name,
        email: user.email,
        sessionId: session.id,
        secondFactor: (user as { twoFactorEnabled?: boolean | null }).twoFactorEnabled === true,
      }
    },
  }
}
