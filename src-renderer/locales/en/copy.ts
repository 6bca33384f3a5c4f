/** Copies from one profile to another. */
export default {
  action: 'Copy to another profile…',
  title: 'Copy “{name}” to another profile',
  to: 'Copy to',
  choose: 'Choose a profile',
  nobody: 'There is no other profile yet. Add one from the profile menu first.',
  confirm: 'Copy to {profile}',
  confirmBare: 'Copy',
  looking: 'Looking at what is there…',
  what: {
    topic: 'Its name and roles are copied. Its people stay here: every profile has its own.',
    provider: 'All settings but the secrets are copied.',
  },
  secrets: 'Copy the secrets too',
  secretsHelp: 'They go from this profile’s store to the other’s and are never shown.',
  switchedOff: 'Without its secrets the copy is switched off until they are entered.',
  keeps: 'keeps its ID',
  gets: 'is in use there; the copy gets a new one',
  found: 'found there by name as',
  missing: 'not there; left out',
  done: 'Copied “{name}” to {profile}',
}
