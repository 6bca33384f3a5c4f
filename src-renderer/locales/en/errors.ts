/** How errors are shown. */
export default {
  scope:
    'The key of {profile} lacks {scope}. Give it that scope in Appwrite, or enter another key in Settings.',
  away: 'What was not kept here comes once the server answers.',
  raw: 'Raw answer, {code} {type}',
  connectionLost:
    'Sendwright does not answer. What you wrote is kept in this window; it goes on as soon as the connection is back.',
  connectionRefused:
    'This window may not talk to Sendwright any more. Open the address that it printed when it was started.',
  startTitle: 'Sendwright could not be read',
  selectProfile: '{name} could not be opened',
}
