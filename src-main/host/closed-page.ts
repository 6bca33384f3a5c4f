/** Why the browser host does not show the app. */
export type Closed = 'no-cookie' | 'used-link'

const reasons: Readonly<Record<Closed, string>> = {
  'no-cookie': 'This browser has not opened Sendwright since it was started.',
  'used-link': 'This link was used already, or belongs to an earlier start. Each link opens once.',
}

/** The page that says how to get in; without scripts and without anything from elsewhere. */
export const closedPage = (why: Closed): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Sendwright is closed here</title>
    <link rel="icon" href="data:," />
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem }
      h1 { font-size: 1.375rem; font-weight: 600 }
    </style>
  </head>
  <body>
    <h1>Open Sendwright with its link</h1>
    <p>${reasons[why]}</p>
    <p>
      Look at the terminal in which Sendwright runs and open the newest link printed there. It looks like
      <code>http://127.0.0.1:…/?token=…</code>. After that, reloading and new tabs work without it.
    </p>
    <p><a href="/">Try again</a></p>
  </body>
</html>
`
