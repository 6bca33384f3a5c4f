@rem npm scripts start programs with the shell's own "exec", so that signals reach them; cmd has none.
@%*
