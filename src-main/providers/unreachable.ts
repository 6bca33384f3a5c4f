/** Why a host was not reached, in words for people; undefined where the code of the error says nothing. */
export const unreachableWords = (host: string, code: string): string | undefined => {
  if (timeoutCodes.includes(code)) return `${host} cannot be reached: it does not answer.`
  if (code === 'ENOTFOUND') return `${host} cannot be found: there is no such name.`
  if (code === 'EAI_AGAIN') return `${host} cannot be looked up. Is this computer online?`
  if (code === 'ECONNREFUSED') return `${host} refuses connections.`
  if (offlineCodes.includes(code)) return `${host} cannot be reached. Is this computer online?`
  if (certificateCodes.test(code)) return `${host} shows a certificate that is not valid (${code}).`
  return undefined
}

/** Nothing came within the time there was. */
export const isTimeoutCode = (code: string): boolean => timeoutCodes.includes(code)

const timeoutCodes = ['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']
const offlineCodes = ['ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH']
const certificateCodes = /CERT|SIGNATURE|SELF_SIGNED|ALTNAME|ISSUER/

/** A code tells enough: texts of the network hold addresses and no more reasons. */
export const networkCodeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  // The cause knows better than what it made fail; of several attempts the first tells.
  if (error.cause instanceof Error) return networkCodeOf(error.cause)
  if (error instanceof AggregateError) return networkCodeOf(error.errors[0])
  // Node's and undici's own errors carry one.
  const { code } = error as Error & { readonly code?: unknown }
  return typeof code === 'string' ? code : error.name
}
