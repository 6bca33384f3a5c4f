/** The first screen, and "Add profile…". */
export default {
  title: 'Write it, see who gets it, then send it.',
  intro:
    'Sendwright works with Appwrite Messaging. It fetches and sends nothing before you connect a project, and drafts stay on this computer until you send them.',
  choices: 'How do you want to start?',
  connect: 'Connect an Appwrite project',
  connectHint: 'Cloud or your own server, with an API key',
  local: 'Start a local workspace',
  localHint: 'Its own engine and people, works offline',
  back: 'Back to {name}',
  importHint: 'Exported profiles on another computer?',
  importProfiles: 'Import profiles',
  name: 'Name',
  nameError: 'Give it a name of up to 64 characters',
  environment: 'Environment',
  checkAndAdd: 'Check and add',
  addProject: 'Add project',
  addAnyway: 'Add it as it is',
  localTitle: 'Start a local workspace',
  localText:
    'A workspace has people, topics, providers and a delivery engine of its own, all on this computer. No account and no server are needed.',
  localName: 'My workspace',
  sandboxTitle: 'It starts as a sandbox',
  sandboxText:
    'Sending does everything but the last step: every mail lands in an inbox inside the app instead of leaving this computer. You turn that off when you are ready.',
  start: 'Start workspace',
  failed: 'The profile could not be added',
}
