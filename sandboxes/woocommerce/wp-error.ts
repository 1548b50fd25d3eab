/** An answer that is an error. `data` is an object with the status, but refunds answer with a bare number. */
export class WpError extends Error {
  readonly status: number
  readonly code: string
  readonly data: unknown

  constructor(status: number, code: string, message: string, data: unknown = { status }) {
    super(message)
    this.status = status
    this.code = code
    this.data = data
  }
}

export const errorBody = (error: WpError) => ({ code: error.code, message: error.message, data: error.data })

export const noRoute = () =>
  new WpError(404, 'rest_no_route', 'No route was found matching the URL and request method.')

/** What a fatal error of PHP looks like to a caller that asked for JSON. */
export const fatalBody = {
  code: 'internal_server_error',
  message:
    '<p>There has been a critical error on this website.</p><p><a href="https://wordpress.org/documentation/article/faq-troubleshooting/">Learn more about troubleshooting WordPress.</a></p>',
  data: { status: 500 },
  additional_errors: [],
}

/** Ends the request as a fatal error of PHP does. */
export class FatalError extends Error {}
