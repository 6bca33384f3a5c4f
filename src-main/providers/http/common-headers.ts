/** The headers of a request with those that every request has. */
export const withCommonHeaders = (
  headers: Readonly<Record<string, string>>,
): Record<string, string> => ({ 'user-agent': 'Sendwright', ...headers })
