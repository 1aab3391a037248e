/** What an attempt may be called: also safe as the name of a file. */
export const stepName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/
