import type { ApiError } from '@contract/errors'

/** Everything about an error that helps whoever looks into it, and nothing secret. */
export const errorDetails = (title: string, error: ApiError): string =>
  [title, error.message, `${error.code} ${error.type}`, ...(error.param ? [error.param] : [])].join(
    '\n',
  )
